package io.zerostream.cli.demo;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends pictures to the images topic at a steady rate, on a thread of its own. */
final class PictureStream implements AutoCloseable {
    /** Every how many pictures a broken one is mixed in. */
    static final int BROKEN_EVERY = 40;

    private static final Logger LOG = LoggerFactory.getLogger(PictureStream.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final PictureSource source;
    private final Producer<String, ImageEvent> producer;
    private final Ledger ledger;
    private final long nanosPerPicture;
    private final boolean mixInBroken;
    private final BrokenPictures broken = new BrokenPictures();
    private final Thread thread = new Thread(this::run, "picture-stream");
    private volatile boolean stopped;

    /**
     * Reads the source; its owner closes it, after this.
     *
     * @param picturesPerSecond above 0
     * @param mixInBroken whether every 40th picture is a broken one
     */
    PictureStream(
            PictureSource source, KafkaConnection kafka, Ledger ledger, double picturesPerSecond, boolean mixInBroken) {
        this(source, kafka.producer(Topics.IMAGES, ImageEvent.class), ledger, picturesPerSecond, mixInBroken);
    }

    /** The same with a producer, which it closes. */
    PictureStream(
            PictureSource source,
            Producer<String, ImageEvent> producer,
            Ledger ledger,
            double picturesPerSecond,
            boolean mixInBroken) {
        this.source = source;
        this.producer = producer;
        this.ledger = ledger;
        this.nanosPerPicture = (long) (TimeUnit.SECONDS.toNanos(1) / picturesPerSecond);
        this.mixInBroken = mixInBroken;
    }

    void start() {
        thread.start();
    }

    private void run() {
        long due = System.nanoTime();
        long count = 0;
        try {
            while (!stopped) {
                Optional<Picture> picture = source.next(PATIENCE);
                if (picture.isEmpty()) {
                    due = System.nanoTime();
                    continue;
                }
                send(picture.get());
                count++;
                if (mixInBroken && count % BROKEN_EVERY == 0) {
                    send(broken.next(picture.get()));
                }
                due += nanosPerPicture;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (InterruptedException | InterruptException e) {
            // the second: Kafka's own
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the picture source failed; no more pictures are sent until the demo is started again", e);
        }
    }

    private void send(Picture picture) {
        Map<String, String> attributes = new HashMap<>();
        if (picture.truth() != null) {
            attributes.put("truth", picture.truth());
        }
        if (picture.file() != null) {
            attributes.put("file", picture.file());
        }
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(picture.eventId())
                .setSourceId(picture.sourceId())
                .setCapturedAt(Instant.now())
                .setClassSet(picture.classSet())
                .setContent(ByteBuffer.wrap(picture.content()))
                .setContentType(picture.contentType())
                .setAttributes(attributes)
                .build();
        ledger.sent(picture.eventId(), picture.truth());
        String name = name(picture);
        try {
            producer.send(
                    new ProducerRecord<>(Topics.IMAGES.name(), picture.sourceId(), event), (metadata, problem) -> {
                        if (problem != null) {
                            notSent(name, problem);
                        }
                    });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | SchemaRegistryException e) {
            // the next may fare better: the registry may be back by then
            notSent(name, e);
        }
    }

    private static String name(Picture picture) {
        return "of the source '" + picture.sourceId() + "'"
                + (picture.file() == null ? "" : " from the file " + picture.file()) + " (event " + picture.eventId()
                + ", " + picture.content().length + " bytes)";
    }

    /** The ledger keeps the picture as sent, so it is reported as missing. */
    private static void notSent(String name, Exception problem) {
        LOG.error(
                "the picture {} could not be sent and gets no label; mend the reason and save it again", name, problem);
    }

    /** Stops sending and waits until Kafka has what was sent. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(5));
        producer.close(Duration.ofSeconds(10));
    }
}
