package io.zerostream.gateway.internal.registry;

import io.zerostream.model.classes.Neighbour;
import java.util.List;

/**
 * How a class would fit in with a set.
 *
 * @param set the class set
 * @param revision of it that was looked at
 * @param nearest its classes that are most like it, nearest first, three at most
 * @param warnings what people should know before they use it
 */
public record ClassCheck(String set, long revision, List<Neighbour> nearest, List<String> warnings) {}
