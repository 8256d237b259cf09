package io.zerostream.gateway.internal.upload;

import io.zerostream.schemas.TraceContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A picture as somebody sends it, unchecked.
 *
 * @param eventId identity; null = it gets a new one
 * @param source where it comes from; null = "upload"
 * @param classSet set or alias to match against; null = that of the source
 * @param capturedAt when it was taken, ISO-8601 with a zone; null = now
 * @param content the encoded picture; null when there is an address
 * @param uri where the job shall fetch it; null when there is a content
 * @param attributes the sender's notes
 * @param trace that of the request
 */
public record Asked(
        @Nullable String eventId,
        @Nullable String source,
        @Nullable String classSet,
        @Nullable String capturedAt,
        byte @Nullable [] content,
        @Nullable String uri,
        Map<String, String> attributes,
        TraceContext trace) {

    /** A picture and nothing else said of it. */
    public static Asked of(byte[] content) {
        return new Asked(null, null, null, null, content, null, Map.of(), TraceContext.NONE);
    }

    /** The same with what a request says of all its pictures, where the picture itself says nothing. */
    public Asked or(@Nullable String otherSource, @Nullable String otherSet) {
        return new Asked(
                eventId,
                source == null ? otherSource : source,
                classSet == null ? otherSet : classSet,
                capturedAt,
                content,
                uri,
                attributes,
                trace);
    }

    /** The same with another identity. */
    public Asked as(String id) {
        return new Asked(id, source, classSet, capturedAt, content, uri, attributes, trace);
    }

    /** The same as part of a trace. */
    public Asked traced(TraceContext by) {
        return new Asked(eventId, source, classSet, capturedAt, content, uri, attributes, by);
    }
}
