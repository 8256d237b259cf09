package io.zerostream.faults;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.trainer.FlagClass;
import io.zerostream.trainer.FlagViews;
import io.zerostream.trainer.FlagsDataSet;
import io.zerostream.trainer.ViewSettings;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends small pictures of flags at a steady rate from a few sources, numbered from 0; every hundredth is broken. The
 * producer is idempotent and waits for as long as it takes, so that a picture is on the topic once, whatever happens to
 * brokers. {@link #send} is for one thread.
 */
final class PictureLoad implements AutoCloseable {
    /** Sources, so many that every partition has some. */
    static final int SOURCES = 12;

    private static final int SIZE = 48;
    private static final float QUALITY = 0.8f;
    private static final int DIFFERENT = 64;
    private static final int BROKEN_ONE_IN = 100;
    private static final String PREFIX = "p-";

    private final Producer<String, ImageEvent> producer;
    private final List<byte[]> pictures = new ArrayList<>();
    private final AtomicLong sent;
    private final AtomicReference<Exception> refused = new AtomicReference<>();

    /** @param sent how many there are already; counts on */
    PictureLoad(KafkaConnection kafka, AtomicLong sent) {
        this.sent = sent;
        producer = kafka.producer(Topics.IMAGES, ImageEvent.class);
        FlagViews views = new FlagViews(ViewSettings.standard());
        List<FlagClass> flags = FlagsDataSet.load().classes();
        for (int i = 0; i < DIFFERENT; i++) {
            pictures.add(views.jpeg(flags.get(i % flags.size()).code(), i, SIZE, SIZE, QUALITY));
        }
    }

    /**
     * Sends and returns when all of them are acknowledged.
     *
     * @param rate pictures a second
     * @throws FaultException when Kafka does not take one
     */
    void send(long number, double rate) {
        long start = System.nanoTime();
        for (long i = 0; i < number; i++) {
            long due = start + (long) (i * 1e9 / rate);
            LockSupport.parkNanos(due - System.nanoTime());
            sendOne();
        }
        settle();
    }

    /** Sends the next picture without waiting for Kafka. */
    void sendOne() {
        long number = sent.get();
        byte[] picture = pictures.get((int) (number % pictures.size()));
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(PREFIX + number)
                .setSourceId("camera-" + number % SOURCES)
                .setCapturedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setContent(ByteBuffer.wrap(broken(number) ? Arrays.copyOf(picture, picture.length / 3) : picture))
                .build();
        producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event), (done, e) -> {
            if (e != null) {
                refused.compareAndSet(null, e);
            }
        });
        sent.incrementAndGet();
    }

    /** Waits until Kafka has all of them. */
    void settle() {
        producer.flush();
        Exception e = refused.get();
        if (e != null) {
            throw new FaultException("Kafka did not take a picture: the run says nothing", e);
        }
    }

    private static boolean broken(long number) {
        return number % BROKEN_ONE_IN == BROKEN_ONE_IN - 1;
    }

    /** How many of the first so many are broken. */
    static long brokenOf(long pictures) {
        return pictures / BROKEN_ONE_IN;
    }

    /** How many there are so far: also the number of the next. */
    long sent() {
        return sent.get();
    }

    /** Whether it is the event id of one of these pictures. */
    static boolean isOne(String eventId) {
        return eventId.startsWith(PREFIX);
    }

    /** The number of a picture by its event id. */
    static int number(String eventId) {
        return Integer.parseInt(eventId.substring(PREFIX.length()));
    }

    @Override
    public void close() {
        producer.close();
    }
}
