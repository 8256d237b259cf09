package io.zerostream.gateway.internal.upload;

import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A picture and what has become of it.
 *
 * @param eventId its identity; null when the sender's own cannot be one
 * @param event what is written, or was; null when it is refused unwritten
 * @param trace goes with it
 * @param refused why it is refused; null when it is not
 */
public record Upload(
        @Nullable String eventId,
        @Nullable ImageEvent event,
        TraceContext trace,
        @Nullable RefusedException refused) {

    /** The event of one that is taken. */
    public ImageEvent taken() {
        if (event == null || refused != null) {
            throw refused == null ? new IllegalStateException("neither taken nor refused") : refused;
        }
        return event;
    }

    /** The same without the picture itself, to be kept while somebody waits. */
    public Upload withoutContent() {
        if (event == null) {
            return this;
        }
        return new Upload(
                eventId,
                new ImageEvent(
                        event.getEventId(),
                        event.getSourceId(),
                        event.getCapturedAt(),
                        event.getClassSet(),
                        null,
                        null,
                        event.getContentType(),
                        Map.of()),
                trace,
                refused);
    }

    /** Who, for logs and exceptions; Avro's own text of an event has all of its picture in it. */
    @Override
    public String toString() {
        return "upload " + eventId + (refused == null ? "" : ", refused: " + refused.getMessage());
    }

    /** The same, refused. */
    Upload refuse(RefusedException why) {
        return new Upload(eventId, event, trace, why);
    }
}
