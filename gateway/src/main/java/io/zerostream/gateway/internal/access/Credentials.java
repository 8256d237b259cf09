package io.zerostream.gateway.internal.access;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of who asks.
 *
 * @param address the IP address that its connection comes from
 * @param session the session's cookie
 * @param headers all values of a header, in their order
 */
public record Credentials(String address, @Nullable String session, Function<String, List<String>> headers) {}
