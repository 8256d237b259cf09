package io.zerostream.cli.demo;

import org.jspecify.annotations.Nullable;

/**
 * One picture on its way into the images topic.
 *
 * @param sourceId source it claims to come from
 * @param truth name of the class it shows; null when nobody knows, or when it is broken on purpose
 * @param contentType media type
 * @param content encoded picture
 * @param classSet class set to ask for; null for the default
 */
record Picture(
        String sourceId,
        @Nullable String truth,
        String contentType,
        byte[] content,
        @Nullable String classSet) {}
