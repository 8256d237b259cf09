package io.zerostream.job.internal;

import io.zerostream.schemas.avro.ImageEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of topic {@code images}, readable or not. One of event and rejection is there, or both: when the event is
 * refused for what it says, of which it then has no more than who it is, or when fetching failed.
 *
 * @param origin where it came from
 * @param event what it says; null when it could not be read
 * @param rejection why it will be a dead letter; null while all is well
 * @param eventTime epoch milliseconds, see {@link io.zerostream.job.config.EventTime#of}; the arrival of a refused record
 * @param queueMicros from the record's Kafka timestamp to its arrival here, µs
 */
public record IncomingPicture(
        Origin origin, @Nullable ImageEvent event, @Nullable Rejection rejection, long eventTime, long queueMicros) {

    /** The same with the bytes that its address led to. */
    public IncomingPicture fetched(ImageEvent withContent) {
        return new IncomingPicture(origin, withContent, rejection, eventTime, queueMicros);
    }

    /** The same, on its way to the dead letters. */
    public IncomingPicture rejected(Rejection why) {
        return new IncomingPicture(origin, event, why, eventTime, queueMicros);
    }

    /** Who the picture is; null when the record could not be read. */
    public @Nullable Identity identity() {
        return event == null ? null : new Identity(event.getEventId(), event.getSourceId(), event.getCapturedAt());
    }

    /** Who and where, for logs and exceptions; Avro's own text of an event has all of its picture in it. */
    @Override
    public String toString() {
        return origin.topic() + '-' + origin.partition() + " offset " + origin.offset() + ", " + identity();
    }

    /**
     * What labels and dead letters repeat of the event.
     *
     * @param eventId {@code ImageEvent.event_id}
     * @param sourceId {@code ImageEvent.source_id}
     * @param capturedAt {@code ImageEvent.captured_at}
     */
    public record Identity(String eventId, String sourceId, Instant capturedAt) {}
}
