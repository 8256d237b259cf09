package io.zerostream.gateway.internal.registry;

/**
 * A table put into a set, or what would become of it.
 *
 * @param change what is written
 * @param difference between the set as it was and as it is then
 */
public record ImportedSet(Change change, SetDifference difference) {}
