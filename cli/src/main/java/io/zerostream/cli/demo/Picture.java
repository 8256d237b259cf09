package io.zerostream.cli.demo;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One picture on its way into the images topic.
 *
 * @param eventId identity of its event, and of its label
 * @param sourceId source it claims to come from
 * @param truth name of the class it shows; null when nobody knows, or when it is broken on purpose
 * @param file the file it was read from, below the folder that is streamed; null when it came from none
 * @param contentType media type
 * @param content encoded picture
 * @param classSet class set to ask for; null for the default
 */
record Picture(
        String eventId,
        String sourceId,
        @Nullable String truth,
        @Nullable String file,
        String contentType,
        byte[] content,
        @Nullable String classSet) {
    /** One that was made up. */
    Picture(String sourceId, @Nullable String truth, String contentType, byte[] content, @Nullable String classSet) {
        this(UUID.randomUUID().toString(), sourceId, truth, null, contentType, content, classSet);
    }
}
