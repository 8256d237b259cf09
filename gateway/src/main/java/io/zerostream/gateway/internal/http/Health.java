package io.zerostream.gateway.internal.http;

import java.util.List;
import java.util.function.Supplier;

/**
 * What machines ask of a gateway. Both answer at once, from what is known already, and name no address and no person:
 * everybody may ask.
 *
 * @param broken what of it does not work any more until it is started anew; empty = it lives
 * @param hindered why it cannot take pictures at present; empty = it is ready
 */
public record Health(Supplier<List<String>> broken, Supplier<List<String>> hindered) {}
