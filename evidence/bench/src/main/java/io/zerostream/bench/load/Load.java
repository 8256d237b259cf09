package io.zerostream.bench.load;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.ViewSettings;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends pictures of flags from four sources, each entered into an account before it goes. A steady rate has a thread of
 * its own, and catches up when it was held up: what is offered does not depend on what is taken.
 */
final class Load implements AutoCloseable {
    private static final int DIFFERENT = 64;
    private static final int SIDE = 192;
    private static final float QUALITY = 0.85f;
    private static final int SOURCES = 4;

    private final Topics.Topic images;
    private final Account account;
    private final Producer<String, ImageEvent> producer;
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    private final List<byte[]> jpegs = jpegs();
    private @Nullable Thread steady;
    private volatile boolean stopped;
    private volatile @Nullable String classSet;

    /** @param images topic to send to */
    Load(KafkaConnection kafka, Topics.Topic images, Account account) {
        this.images = images;
        this.account = account;
        this.producer = kafka.producer(images, ImageEvent.class);
    }

    /** The pictures that are sent: JPEG, 192×192. */
    static List<byte[]> jpegs() {
        FlagViews views = new FlagViews(ViewSettings.standard());
        List<FlagClass> flags = FlagsDataSet.load().classes();
        List<byte[]> jpegs = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            jpegs.add(views.jpeg(flags.get(i % flags.size()).code(), i, SIDE, SIDE, QUALITY));
        }
        return jpegs;
    }

    /** Which set the pictures from now on ask for; null = the deployment's default. */
    void ask(@Nullable String set) {
        classSet = set;
    }

    /** Sends as fast as Kafka takes them, and waits until it has them all. */
    void burst(int number) {
        for (int i = 0; i < number; i++) {
            sendOne();
        }
        settle();
    }

    /**
     * Sends at a steady rate until {@link #stop}.
     *
     * @param rate pictures a second, above 0
     */
    void start(double rate) {
        stopped = false;
        Thread thread = new Thread(() -> run(rate), "load");
        steady = thread;
        thread.start();
    }

    private void run(double rate) {
        long start = System.nanoTime();
        for (long i = 0; !stopped; i++) {
            long due = start + (long) (i * TimeUnit.SECONDS.toNanos(1) / rate);
            LockSupport.parkNanos(due - System.nanoTime());
            sendOne();
        }
    }

    /** Ends what {@link #start} began and waits until Kafka has all pictures. */
    void stop() throws InterruptedException {
        Thread thread = steady;
        if (thread != null) {
            stopped = true;
            thread.join();
            steady = null;
            settle();
        }
    }

    private void sendOne() {
        long now = System.currentTimeMillis();
        int number = account.sent(now);
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(Integer.toString(number))
                .setSourceId("camera" + number % SOURCES)
                .setCapturedAt(Instant.ofEpochMilli(now))
                .setClassSet(classSet)
                .setContent(ByteBuffer.wrap(jpegs.get(number % DIFFERENT)))
                .build();
        producer.send(new ProducerRecord<>(images.name(), event.getSourceId(), event), (done, problem) -> {
            if (problem != null) {
                refused.compareAndSet(null, problem);
            }
        });
    }

    private void settle() {
        producer.flush();
        Exception problem = refused.get();
        if (problem != null) {
            throw new IllegalStateException("Kafka did not take a picture: the run says nothing", problem);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        producer.close();
    }
}
