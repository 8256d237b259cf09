package io.zerostream.faults;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends small pictures of flags at a steady rate from a few sources, numbered from 0; every hundredth is broken, and
 * every tenth goes by reference. The producer is idempotent and waits for as long as it takes, so that a picture is on
 * the topic once, whatever happens to brokers. {@link #send} is for one thread.
 */
final class PictureLoad implements AutoCloseable {
    /** Sources, so many that every partition has some. */
    static final int SOURCES = 12;

    private static final int BY_REFERENCE_ONE_IN = 10;
    private static final String PREFIX = "p-";

    private final Producer<String, ImageEvent> producer;
    private final FlagPictures pictures;
    private final PictureServer server;
    private final AtomicLong sent;
    private final AtomicReference<Exception> refused = new AtomicReference<>();

    /**
     * @param pictures what is sent
     * @param server where those are that go by reference; stays the caller's
     * @param sent how many there are already; counts on
     */
    PictureLoad(KafkaConnection kafka, FlagPictures pictures, PictureServer server, AtomicLong sent) {
        this.pictures = pictures;
        this.server = server;
        this.sent = sent;
        producer = kafka.producer(Topics.IMAGES, ImageEvent.class);
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
        boolean byReference = number % BY_REFERENCE_ONE_IN == 0;
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(PREFIX + number)
                .setSourceId("camera-" + number % SOURCES)
                .setCapturedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setContent(byReference ? null : ByteBuffer.wrap(pictures.of(number)))
                .setUri(byReference ? server.address(number) : null)
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
