package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.Batching;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.LatencyBudget;
import io.zerostream.job.internal.Origin;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.internal.decode.DecodeFunction;
import io.zerostream.job.internal.decode.DecodeOperatorFactory;
import io.zerostream.job.internal.serving.Coordinators;
import io.zerostream.job.internal.source.Times;
import io.zerostream.model.ModelException;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three subtasks on Flink in this JVM, each as if it had a process of its own, behind one that decodes. */
@Timeout(300)
class SameModelEverywhereTest {
    private static final int SUBTASKS = 3;
    private static final int SOURCES = 9;
    private static final int A_SECOND = 200;

    private final Registry registry = new Registry();
    private JobClient job;

    @BeforeEach
    void start() throws Exception {
        Subtasks.reset();
        Subtasks.REGISTRY.addAll(registry.everything("colours"));
        job = run();
        until(() -> sourcesLabelledBy("v1") == SOURCES);
    }

    @AfterEach
    void stop() throws Exception {
        job.cancel().get();
        // until nothing of it writes any more
        job.getJobExecutionResult().handle((result, cancelled) -> cancelled).get();
    }

    @Test
    void whatOneRefusesNoneServesAndPeopleSeeWho() throws Exception {
        Subtasks.attempts("v2", 1, () -> {
            throw new ModelException("no kernel for this machine");
        });
        deploy(2, Registry.version("v2", 4));
        until(() -> codes().contains("DEPLOYMENT_REFUSED"));
        deploy(3, Registry.version("v3", 3));
        until(() -> sourcesLabelledBy("v3") == SOURCES);

        assertThat(sourcesLabelledBy("v2")).isZero();
        assertThat(Subtasks.NOTICES)
                .filteredOn(notice -> notice.getCode().equals("DEPLOYMENT_REFUSED"))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.getReason()).contains("subtask 1 refuses", "no kernel for this machine");
                    assertThat(notice.getRevision()).isEqualTo(2);
                    assertThat(notice.getModel()).isEqualTo("colours v2");
                });
        assertThat(Subtasks.NOTICES)
                .filteredOn(notice -> notice.getCode().equals("MODEL_REFUSED"))
                .extracting(JobNotice::getSubtask)
                .containsExactly(1);
        until(() -> Subtasks.DECODED_HEIGHTS.contains(3));
        assertThat(Subtasks.DECODED_HEIGHTS).as("the refused model's size").doesNotContain(4);

        Subtasks.REGISTRY.add(registry.put(Registry.set("colours", 2, "red", "blue")));
        until(() -> usersOf(2).equals(Set.of(0, 1, 2)));
    }

    /** The subtasks that say for themselves, and how many they are, that they use a revision of the set. */
    private static Set<Integer> usersOf(long revision) {
        return Subtasks.NOTICES.stream()
                .filter(notice -> notice.getCode().equals("CLASS_SET_IN_USE")
                        && notice.getSubject().equals(RegistryKeys.classSet("colours"))
                        && notice.getRevision() == revision
                        && notice.getSubtasks() == SUBTASKS)
                .map(JobNotice::getSubtask)
                .collect(Collectors.toSet());
    }

    @Test
    void allWaitForTheSlowOneTheSickOneAndTheOneThatHeals() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch healed = new CountDownLatch(1);
        Subtasks.attempts("v2", 0, slow::await);
        Subtasks.SPASMS.put("v2@0", 1);
        Subtasks.attempts(
                "v2",
                2,
                () -> {
                    throw new IOException("away");
                },
                () -> {
                    throw new ModelException("the engine failed", new IllegalStateException("CUDA out of memory"));
                },
                healed::countDown);
        deploy(2, Registry.version("v2", 2));
        healed.await();
        int before = Subtasks.LABELS.size();
        until(() -> Subtasks.LABELS.size() > before + A_SECOND);
        assertThat(sourcesLabelledBy("v2")).as("before the slow one is ready").isZero();
        slow.countDown();
        until(() -> sourcesLabelledBy("v2") == SOURCES);

        assertThat(Subtasks.NOTICES)
                .filteredOn(notice -> notice.getSubtask() == 2)
                .extracting(JobNotice::getCode)
                .containsExactly("MODEL_UNREACHABLE", "MODEL_NO_MEMORY");
        assertThat(codes())
                .containsSubsequence("DEVICE_SICK", "DEVICE_RECOVERED")
                .doesNotContain("MODEL_REFUSED");
        assertNoSourceWentBack();
    }

    @Test
    void aRestartOlderThanTheDecisionDoesNotTakeItBack() throws Exception {
        deploy(2, Registry.version("v2", 2));
        until(() -> sourcesLabelledBy("v2") == SOURCES);
        int before = Subtasks.LABELS.size();
        Subtasks.FAIL_NOW.set(true);
        until(() -> !Subtasks.FAIL_NOW.get() && Subtasks.LABELS.size() > before + A_SECOND);

        // there was no checkpoint: every picture comes again
        assertThat(Subtasks.LABELS)
                .filteredOn(label -> label.getEventId().equals("p0"))
                .extracting(ZeroShotLabel::getModelVersion)
                .containsExactly("v1", "v2");
        assertNoSourceWentBack();
    }

    private static void assertNoSourceWentBack() {
        for (int source = 0; source < SOURCES; source++) {
            String name = "camera" + source;
            assertThat(Subtasks.LABELS.stream()
                            .filter(label -> label.getSourceId().equals(name))
                            .map(ZeroShotLabel::getModelVersion))
                    .as(name)
                    .isSorted();
        }
    }

    private void deploy(long revision, ModelVersion version) {
        Subtasks.REGISTRY.add(registry.put(version));
        Subtasks.REGISTRY.add(registry.put(Registry.deployment(revision, version.getVersion(), "colours")));
    }

    private static long sourcesLabelledBy(String version) {
        return Subtasks.LABELS.stream()
                .filter(label -> label.getModelVersion().equals(version))
                .map(ZeroShotLabel::getSourceId)
                .distinct()
                .count();
    }

    private static List<String> codes() {
        return Subtasks.NOTICES.stream().map(JobNotice::getCode).toList();
    }

    private void until(BooleanSupplier holds) throws Exception {
        while (!holds.getAsBoolean()) {
            if (job.getJobStatus().get().isGloballyTerminalState()) {
                job.getJobExecutionResult().get();
            }
            Thread.sleep(20);
        }
    }

    private static JobClient run() throws Exception {
        Configuration flink = new Configuration();
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(SUBTASKS, flink);
        DataStream<IncomingPicture> pictures = env.fromSource(
                        new DataGeneratorSource<>(
                                SameModelEverywhereTest::picture,
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(A_SECOND),
                                JobTypes.INCOMING),
                        WatermarkStrategy.noWatermarks(),
                        "pictures")
                .setParallelism(1);
        DataStream<ControlRecord> control = env.fromSource(
                        new DataGeneratorSource<>(
                                n -> Subtasks.next(),
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(A_SECOND),
                                JobTypes.CONTROL),
                        Times.control(),
                        "control")
                .setParallelism(1);
        DataStream<DecodedPicture> decoded = pictures.connect(control.broadcast())
                .transform(
                        "decode",
                        JobTypes.DECODED,
                        new DecodeOperatorFactory(new DecodeFunction(
                                "default",
                                ImageLimits.defaults(),
                                new LatencyBudget(Duration.ZERO),
                                new EventTime(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMinutes(1)),
                                new Subtasks.Reader())))
                .setParallelism(1)
                .map(SameModelEverywhereTest::seen, JobTypes.DECODED)
                .setParallelism(1)
                .partitionCustom(
                        (String source, int width) -> Math.floorMod(source.hashCode(), width),
                        DecodedPicture::sourceId);
        SingleOutputStreamOperator<ZeroShotLabel> labels = decoded.connect(control.broadcast())
                .transform(
                        "classify",
                        JobTypes.LABEL,
                        new MicroBatchOperatorFactory(
                                new ClassifySettings(
                                        new Batching(4, Duration.ofMillis(20)),
                                        new LatencyBudget(Duration.ZERO),
                                        "default",
                                        false,
                                        false,
                                        Duration.ofMinutes(1)),
                                new Subtasks.Reader(),
                                Subtasks::open,
                                Coordinators.onJobManager(),
                                Subtasks::process));
        labels.getSideOutput(Descriptors.NOTICES)
                .map(SameModelEverywhereTest::told, JobTypes.NOTICE)
                .sinkTo(new DiscardingSink<>());
        labels.map(SameModelEverywhereTest::labelled, JobTypes.LABEL).sinkTo(new DiscardingSink<>());
        return env.executeAsync("three subtasks");
    }

    private static DecodedPicture seen(DecodedPicture picture) {
        Subtasks.DECODED_HEIGHTS.add(picture.height());
        return picture;
    }

    private static JobNotice told(JobNotice notice) {
        Subtasks.NOTICES.add(notice);
        return notice;
    }

    private static ZeroShotLabel labelled(ZeroShotLabel label) {
        if (Subtasks.FAIL_NOW.getAndSet(false)) {
            throw new IllegalStateException("as the test asked");
        }
        Subtasks.LABELS.add(label);
        return label;
    }

    private static IncomingPicture picture(long n) {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("p" + n)
                .setSourceId("camera" + n % SOURCES)
                .setCapturedAt(Instant.ofEpochMilli(n))
                .setContent(ByteBuffer.wrap(PNG))
                .build();
        return new IncomingPicture(new Origin("images", 0, n, n, null, null, 0, null, null), event, null, n, 5);
    }

    private static final byte[] PNG = png();

    private static byte[] png() {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        IntStream.range(0, 64).forEach(i -> image.setRGB(i % 8, i / 8, 0xff0000));
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toByteArray();
    }
}
