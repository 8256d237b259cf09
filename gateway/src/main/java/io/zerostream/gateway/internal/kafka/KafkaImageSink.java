package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.letters.RetryMark;
import io.zerostream.gateway.internal.letters.RetrySink;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/** Uploads, and pictures that are sent again, on their way to the {@code images} topic. Borrows the writer. Thread-safe. */
public final class KafkaImageSink implements ImageSink, RetrySink {
    private final PictureWriter writer;

    /** @param writer writes them */
    public KafkaImageSink(PictureWriter writer) {
        this.writer = writer;
    }

    @Override
    public Sending send(ImageEvent event, TraceContext trace) {
        return send(event, trace.headers());
    }

    @Override
    public void again(ImageEvent event, TraceContext trace, String letter) {
        send(event, RetryMark.mark(trace.headers(), letter)).await();
    }

    private Sending send(ImageEvent event, Headers headers) {
        PictureWriter.Sending sending = writer.send(event, headers);
        return () -> await(event, sending);
    }

    private static void await(ImageEvent event, PictureWriter.Sending sending) {
        try {
            sending.await();
        } catch (PictureWriter.NotWrittenException e) {
            throw away(event, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(event, "the gateway is closing", e);
        }
    }

    /** It may have been written all the same: so its id is told, which the gateway may have made. */
    private static RefusedException away(ImageEvent event, String message, Throwable cause) {
        RefusedException refused = new RefusedException(
                Refusal.KAFKA_AWAY,
                message,
                "send it again with event_id=" + URLEncoder.encode(event.getEventId(), StandardCharsets.UTF_8)
                        + ": it may have been written all the same, and repeats can be told apart by it");
        refused.initCause(cause);
        return refused;
    }
}
