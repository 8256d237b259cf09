package io.zerostream.bench.load;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaRegistryClient;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The baseline: what one would write in an afternoon. One thread polls, decodes, runs one picture through the network,
 * matches it and sends the label; no batches, no checkpoints, no swaps. It has topics of its own, beside the job's.
 */
final class PlainLoop implements AutoCloseable {
    static final Topics.Topic IMAGES = Topics.IMAGES.named("images-plain");
    static final Topics.Topic LABELS = Topics.LABELS.named("labels-plain");
    private static final Duration POLL = Duration.ofMillis(100);

    private final ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());
    private final ZeroShotModel model;
    private final Map<String, ClassScorer> sets;
    private final Consumer<String, ImageEvent> images;
    private final Producer<String, ZeroShotLabel> labels;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "plain-loop");

    /**
     * Makes its topics and starts.
     *
     * @param model stays its owner's
     * @param sets by the name that pictures ask for
     */
    PlainLoop(KafkaConnection kafka, ZeroShotModel model, Map<String, ClassScorer> sets) throws Exception {
        this.model = model;
        this.sets = sets;
        SchemaRegistryClient registry = kafka.registryClient();
        try (Admin admin = kafka.admin(Map.of())) {
            admin.createTopics(List.of(IMAGES.newTopic(), LABELS.newTopic()))
                    .all()
                    .get();
        }
        for (Topics.Topic topic : List.of(IMAGES, LABELS)) {
            registry.register(topic.valueSubject(), topic.valueSchema());
        }
        images = kafka.consumerOfAllPartitions(IMAGES, ImageEvent.class);
        images.seekToBeginning(images.assignment());
        labels = kafka.producer(LABELS, ZeroShotLabel.class);
        thread.start();
    }

    private void run() {
        try (images) {
            while (true) {
                for (var record : images.poll(POLL)) {
                    ZeroShotLabel label = label(record.value());
                    labels.send(new ProducerRecord<>(LABELS.name(), label.getSourceId(), label));
                }
            }
        } catch (WakeupException e) {
            // close() asked for it
            return;
        } catch (ImageRejectedException | RuntimeException e) {
            failure.set(e);
        }
    }

    private ZeroShotLabel label(ImageEvent event) throws ImageRejectedException {
        ByteBuffer content = event.getContent().duplicate();
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        byte[] pixels = preprocessor
                .decode(bytes, model.input().height(), model.input().width())
                .pixels();
        ClassScorer scorer = Objects.requireNonNull(sets.get(event.getClassSet()), "the load asks for known sets");
        Match match = scorer.match(model.embed(pixels, 1), 1).get(0);
        return ZeroShotLabel.newBuilder()
                .setEventId(event.getEventId())
                .setSourceId(event.getSourceId())
                .setCapturedAt(event.getCapturedAt())
                .setLabelledAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setClassSet(event.getClassSet())
                .setClassSetRevision(1)
                .setModel(model.manifest().name())
                .setModelVersion(model.manifest().version())
                .setOutcome(match.unknown() ? Outcome.UNKNOWN : Outcome.LABELLED)
                .setTop(match.top().stream()
                        .map(c -> new ScoredClass(c.className(), c.score(), c.seen()))
                        .toList())
                .setTimings(new Timings(0L, 0L, 0L, 0L))
                .setBatchSize(1)
                .build();
    }

    /** @throws IllegalStateException when it broke */
    void check() {
        Exception broken = failure.get();
        if (broken != null) {
            throw new IllegalStateException("the plain loop broke: there is no baseline", broken);
        }
    }

    @Override
    public void close() throws InterruptedException {
        images.wakeup();
        thread.join();
        labels.close();
    }
}
