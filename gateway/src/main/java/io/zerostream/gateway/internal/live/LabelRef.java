package io.zerostream.gateway.internal.live;

import org.jspecify.annotations.Nullable;

/**
 * A recent label, as a caller names it; nothing is checked yet.
 *
 * @param eventId of its picture
 * @param source of its picture; null = only one source has a picture of this id
 * @param classSet that the label is by; null = any, and of several labels the newest is meant
 * @param modelVersion that the label is by; null = any
 * @param classSetRevision that the label is by; null = any
 */
public record LabelRef(
        @Nullable String eventId,
        @Nullable String source,
        @Nullable String classSet,
        @Nullable String modelVersion,
        @Nullable Long classSetRevision) {}
