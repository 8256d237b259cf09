package io.zerostream.bench.load;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes labels at a steady rate until it is stopped. When each was written stands in its id. They can be read at once; those of
 * a job can when it has committed them.
 */
final class LabelLoad implements AutoCloseable {
    /** What ids begin with; number and milliseconds follow, with a dash between them. */
    static final String PREFIX = "label-";

    private static final int SOURCES = 4;

    private final Producer<String, ZeroShotLabel> producer;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long written;

    /** @param rate labels a second; 0 = none */
    LabelLoad(KafkaConnection kafka, double rate) {
        producer = kafka.producer(Topics.LABELS, ZeroShotLabel.class);
        thread = new Thread(() -> run(rate), "label-load");
        thread.setDaemon(true);
        if (rate > 0) {
            thread.start();
        }
    }

    private void run(double rate) {
        long start = System.nanoTime();
        for (long i = 0; !stopped; i++) {
            LockSupport.parkNanos(start + (long) (i * TimeUnit.SECONDS.toNanos(1) / rate) - System.nanoTime());
            ZeroShotLabel label = label(i, Instant.now());
            producer.send(new ProducerRecord<>(Topics.LABELS.name(), label.getSourceId(), label));
            written = i + 1;
        }
    }

    private static ZeroShotLabel label(long number, Instant now) {
        return ZeroShotLabel.newBuilder()
                .setEventId(PREFIX + number + '-' + now.toEpochMilli())
                .setSourceId("camera" + number % SOURCES)
                .setCapturedAt(now)
                .setLabelledAt(now)
                .setClassSet("flags")
                .setClassSetRevision(1)
                .setModel("flags-nano")
                .setModelVersion("1")
                .setOutcome(Outcome.LABELLED)
                .setTop(List.of(
                        new ScoredClass("Chile", 0.8f, false),
                        new ScoredClass("Japan", 0.1f, true),
                        new ScoredClass("Norway", 0.05f, false)))
                .setTimings(new Timings(2000L, 3000L, 20_000L, 30_000L))
                .setBatchSize(8)
                .build();
    }

    /** Writes no more, and says how many it wrote. */
    long stop() throws InterruptedException {
        stopped = true;
        thread.join();
        producer.flush();
        return written;
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        producer.close();
    }
}
