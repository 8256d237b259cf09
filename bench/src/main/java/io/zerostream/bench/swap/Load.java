package io.zerostream.bench.swap;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.trainer.FlagClass;
import io.zerostream.trainer.FlagViews;
import io.zerostream.trainer.FlagsDataSet;
import io.zerostream.trainer.ViewSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Pictures at a steady rate, and how late each was labelled. */
final class Load implements AutoCloseable {
    private static final int PICTURES = 64;
    private static final int SIDE = 192;
    private static final float QUALITY = 0.85f;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<byte[]> jpegs = new ArrayList<>();
    private final Producer<String, ImageEvent> producer;
    private final Consumer<String, ZeroShotLabel> labels;
    private final ScheduledExecutorService sending = Executors.newSingleThreadScheduledExecutor();
    /** When it was sent, and a number, to how late its label was, milliseconds. */
    private final ConcurrentSkipListMap<Long, Long> millis = new ConcurrentSkipListMap<>();

    private long number;

    /** @param rate pictures a second */
    Load(KafkaConnection kafka, int rate) {
        FlagViews views = new FlagViews(ViewSettings.standard());
        List<FlagClass> flags = FlagsDataSet.load().classes();
        for (int i = 0; i < PICTURES; i++) {
            jpegs.add(views.jpeg(flags.get(i).code(), i, SIDE, SIDE, QUALITY));
        }
        producer = kafka.producer(Topics.IMAGES, ImageEvent.class);
        labels = kafka.consumerOfAllPartitions(Topics.LABELS, ZeroShotLabel.class);
        labels.seekToBeginning(labels.assignment());
        sending.scheduleAtFixedRate(this::send, 0, TimeUnit.SECONDS.toMicros(1) / rate, TimeUnit.MICROSECONDS);
    }

    private void send() {
        long n = number++;
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(Long.toString(n))
                .setSourceId("camera" + n % 4)
                .setCapturedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setContent(ByteBuffer.wrap(jpegs.get((int) (n % PICTURES))))
                .build();
        producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event));
    }

    /** Waits for the first label. */
    void untilLabelled() {
        until(label -> true);
    }

    /**
     * Waits for a label by this model version and class-set revision.
     *
     * @return when it was made, epoch milliseconds
     */
    long untilSwapped(String version, long revision) {
        return until(label -> version.equals(label.getModelVersion()) && revision == label.getClassSetRevision());
    }

    private interface Wanted {
        boolean is(ZeroShotLabel label);
    }

    private long until(Wanted wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            long found = 0;
            for (var record : labels.poll(Duration.ofMillis(20))) {
                ZeroShotLabel label = note(record.value());
                found = found == 0 && wanted.is(label) ? label.getLabelledAt().toEpochMilli() : found;
            }
            if (found > 0) {
                return found;
            }
        }
        throw new IllegalStateException("no such label within " + PATIENCE);
    }

    private ZeroShotLabel note(ZeroShotLabel label) {
        long sent = label.getCapturedAt().toEpochMilli();
        millis.put(
                sent * 1000 + Long.parseLong(label.getEventId()) % 1000,
                label.getLabelledAt().toEpochMilli() - sent);
        return label;
    }

    /** How late the labels of the pictures of a time were; epoch milliseconds. */
    List<Long> sentBetween(long from, long to) {
        labels.poll(Duration.ofMillis(20)).forEach(record -> note(record.value()));
        return List.copyOf(millis.subMap(from * 1000, to * 1000).values());
    }

    @Override
    public void close() {
        sending.shutdownNow();
        producer.close();
        labels.close();
    }
}
