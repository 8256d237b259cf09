package io.zerostream.gateway.internal.upload;

import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.avro.ImageEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A picture and what has become of it.
 *
 * @param eventId its identity; null when the sender's own cannot be one
 * @param event what is written, or was; null when it is refused unwritten
 * @param refused why it is refused; null when it is not
 */
public record Upload(
        @Nullable String eventId,
        @Nullable ImageEvent event,
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
                refused);
    }

    /** The same, refused. */
    Upload refuse(RefusedException why) {
        return new Upload(eventId, event, why);
    }
}
