package io.zerostream.job.internal.sightings;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.SightingSettings;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.SetAndSource;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator with Flink's state and timers: labels out of order, restarts, silence. */
class SightingsOperatorTest {
    static {
        AvroTrust.trustOurClasses();
    }

    private static final SightingSettings SETTINGS = SightingSettings.DEFAULT;
    private static final long GAP = SETTINGS.gap().toMillis();
    private static final long DISORDER = 5000;
    private static final long SECOND = 1000;

    private KeyedOneInputStreamOperatorTestHarness<Tuple2<String, String>, ZeroShotLabel, Sighting> flink;
    private final List<Sighting> written = new ArrayList<>();
    private final Map<String, Counter> counters = new HashMap<>();

    @BeforeEach
    void opens() throws Exception {
        flink = harness(null);
    }

    @AfterEach
    void closes() throws Exception {
        flink.close();
    }

    /** Two sources, each label up to the disorder late, a watermark now and then, and restarts in the midst. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyOrderWithinTheBoundAndAnyRestartsGiveTheSameSightings(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, NavigableMap<Long, List<Frame>>> sources =
                Map.of("door", Scenes.random(random, 1500), "gate", Scenes.random(random, 1500));
        record Coming(long when, String source, long at, Frame frame) {}
        List<Coming> coming = new ArrayList<>();
        sources.forEach((source, labels) -> labels.forEach((at, frames) -> frames.forEach(
                frame -> coming.add(new Coming(at + random.nextInt((int) DISORDER), source, at, frame)))));
        coming.sort(Comparator.comparingLong(Coming::when));

        long newest = Long.MIN_VALUE;
        for (Coming next : coming) {
            flink.processElement(label(next.source(), next.at(), next.frame()), next.at());
            newest = Math.max(newest, next.at());
            if (random.nextInt(5) == 0) {
                flink.processWatermark(newest - DISORDER - 1);
            }
            if (random.nextInt(300) == 0) {
                restart();
            }
        }
        flink.processWatermark(Long.MAX_VALUE);

        for (String source : List.of("door", "gate")) {
            NavigableMap<Long, List<Frame>> labels = sources.get(source);
            labels.put(labels.lastKey() + GAP, List.of());
            assertThat(written().stream().filter(s -> s.getSourceId().equals(source)))
                    .containsExactlyElementsOf(Scenes.run(new Smoothing(SETTINGS), labels).stream()
                            .map(change -> SightingWriter.write("set", source, change))
                            .toList())
                    .hasSizeGreaterThan(10);
        }
        assertThat(flink.numKeyedStateEntries()).isZero();
        assertThat(flink.numEventTimeTimers()).isZero();
    }

    @Test
    void labelsAfterTheirTimeAreLeftOutAndCounted() throws Exception {
        for (int i = 0; i < 3; i++) {
            say("A", i * SECOND);
        }
        flink.processWatermark(2 * SECOND);
        say("B", SECOND);
        say("B", 2 * SECOND);
        assertThat(written()).extracting(Sighting::getClassName).containsExactly("A");
        assertThat(leftOut()).isEqualTo(2);

        restart();
        say("B", 2 * SECOND);
        assertThat(leftOut()).as("there is no watermark yet").isEqualTo(1);
    }

    @Test
    void aPictureThatIsSentAgainSaysNothingNew() throws Exception {
        for (int i = 0; i < 3; i++) {
            sayThree("A");
        }
        flink.processWatermark(2 * SECOND);
        assertThat(written()).singleElement().extracting(Sighting::getLabels).isEqualTo(3L);
        assertThat(leftOut()).isZero();
    }

    /** A source that is as late as it may be comes before time has gone past it. */
    @Test
    void inSilenceTimeWaitsForWhatMayBeLate() throws Exception {
        flink.close();
        flink = harness(null, Duration.ofMillis(GAP));
        sayThree("A");
        flink.processWatermarkStatus(WatermarkStatus.IDLE);
        flink.setProcessingTime(2 * GAP - 1);
        assertThat(statuses()).isEmpty();
        flink.setProcessingTime(2 * GAP);
        assertThat(statuses()).containsExactly("APPEARED", "LEFT");
    }

    @Test
    void noMoreLabelsWaitThanMay() throws Exception {
        for (int i = 0; i < FindSightings.MOST_WAITING + 7; i++) {
            say("A", i);
        }
        assertThat(leftOut()).isEqualTo(7);
        flink.processWatermark(FindSightings.MOST_WAITING);
        say("A", FindSightings.MOST_WAITING + 1);
        assertThat(leftOut()).as("there is room again").isEqualTo(7);
    }

    @Test
    void aClassLeavesWhenOtherSourcesMoveTimeOn() throws Exception {
        sayThree("A");
        flink.processWatermark(2 * SECOND + GAP - 1);
        assertThat(statuses()).containsExactly("APPEARED");
        flink.processWatermark(2 * SECOND + GAP);
        assertThat(statuses()).containsExactly("APPEARED", "LEFT");
        assertThat(flink.numKeyedStateEntries()).isZero();
    }

    @Test
    void aSourceThatSaidNothingIsForgottenToo() throws Exception {
        for (int i = 0; i < 100; i++) {
            flink.processElement(label("upload-" + i, i, new Frame("p" + i, "", 0, 1, "m", "v")), i);
        }
        flink.processWatermark(100);
        assertThat(flink.numKeyedStateEntries()).isPositive();
        flink.processWatermark(100 + GAP);
        assertThat(flink.numKeyedStateEntries()).isZero();
        assertThat(flink.numEventTimeTimers()).isZero();
    }

    /** The last five seconds wait for a watermark that never comes. */
    @Test
    void whenAllSourcesAreSilentTimeGoesOnAfterTheGap() throws Exception {
        sayThree("A");
        flink.processWatermarkStatus(WatermarkStatus.IDLE);
        flink.setProcessingTime(GAP - 1);
        assertThat(statuses()).isEmpty();
        flink.setProcessingTime(GAP);
        assertThat(statuses()).containsExactly("APPEARED", "LEFT");
        assertThat(flink.numKeyedStateEntries()).isZero();

        flink.processWatermarkStatus(WatermarkStatus.ACTIVE);
        // one that event time is past
        flink.processWatermark(3 * SECOND);
        say("B", GAP + SECOND);
        assertThat(leftOut()).as("time that went on does not come back").isEqualTo(1);
    }

    @Test
    void aPauseShorterThanTheGapHoldsTimeAndClasses() throws Exception {
        sayThree("A");
        flink.processWatermarkStatus(WatermarkStatus.IDLE);
        flink.setProcessingTime(GAP - 1);
        flink.processWatermarkStatus(WatermarkStatus.ACTIVE);
        flink.setProcessingTime(10 * GAP);
        say("A", 3 * SECOND);
        flink.processWatermark(3 * SECOND);
        assertThat(statuses()).containsExactly("APPEARED");
    }

    /** An outage: the pictures of that time wait in Kafka, and come with the restart. */
    @Test
    void aRestartAfterALongTimeIsNoSilence() throws Exception {
        sayThree("A");
        flink.processWatermark(2 * SECOND);
        flink.processWatermarkStatus(WatermarkStatus.IDLE);
        OperatorSubtaskState state = snapshot();
        flink = harness(state);
        flink.setProcessingTime(100 * GAP);
        say("A", 3 * SECOND);
        flink.processWatermark(3 * SECOND);
        assertThat(statuses()).containsExactly("APPEARED");
    }

    @Test
    void aRestartInSilenceEndsWhatIsThereToo() throws Exception {
        sayThree("A");
        flink.processWatermark(2 * SECOND);
        restart();
        flink.setProcessingTime(1_000_000);
        flink.processWatermarkStatus(WatermarkStatus.IDLE);
        flink.setProcessingTime(1_000_000 + GAP);
        assertThat(statuses()).containsExactly("APPEARED", "LEFT");
    }

    private void sayThree(String name) throws Exception {
        for (int i = 0; i < 3; i++) {
            say(name, i * SECOND);
        }
    }

    private void say(String name, long at) throws Exception {
        flink.processElement(label("door", at, new Frame("p" + at, name, 0.5f, 1, "m", "v")), at);
    }

    private List<String> statuses() {
        return written().stream().map(Sighting::getStatus).toList();
    }

    /** Of all harnesses, in order. */
    private List<Sighting> written() {
        written.addAll(flink.extractOutputValues());
        flink.getOutput().clear();
        return written;
    }

    /** Since the last restart. */
    private long leftOut() {
        return counters.get("labelsLeftOut").getCount();
    }

    private void restart() throws Exception {
        flink = harness(snapshot());
    }

    private OperatorSubtaskState snapshot() throws Exception {
        OperatorSubtaskState state = flink.snapshot(1, 1);
        written();
        flink.close();
        return state;
    }

    private KeyedOneInputStreamOperatorTestHarness<Tuple2<String, String>, ZeroShotLabel, Sighting> harness(
            @Nullable OperatorSubtaskState state) throws Exception {
        return harness(state, Duration.ZERO);
    }

    private KeyedOneInputStreamOperatorTestHarness<Tuple2<String, String>, ZeroShotLabel, Sighting> harness(
            @Nullable OperatorSubtaskState state, Duration late) throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new SightingsOperator(SETTINGS, late),
                new SetAndSource(),
                SetAndSource.TYPE,
                new MockEnvironmentBuilder().setMetricGroup(metrics()).build());
        harness.setup(JobTypes.SIGHTING.createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    /** Of a task whose counters we see. */
    private TaskMetricGroup metrics() {
        TestingMetricRegistry registry = TestingMetricRegistry.builder()
                .setRegisterConsumer((metric, name, group) -> {
                    if (metric instanceof Counter counter) {
                        counters.put(name, counter);
                    }
                })
                .build();
        return TaskManagerMetricGroup.createTaskManagerMetricGroup(registry, "localhost", ResourceID.generate())
                .addJob(new JobID(), "job")
                .addTask(ExecutionGraphTestUtils.createExecutionAttemptId(), "task");
    }

    private static ZeroShotLabel label(String source, long at, Frame frame) {
        boolean unknown = frame.className().isEmpty();
        return ZeroShotLabel.newBuilder()
                .setEventId(frame.eventId())
                .setSourceId(source)
                .setCapturedAt(Instant.ofEpochMilli(at))
                .setLabelledAt(Instant.EPOCH)
                .setClassSet("set")
                .setClassSetRevision(frame.revision())
                .setModel(frame.model())
                .setModelVersion(frame.version())
                .setOutcome(unknown ? Outcome.UNKNOWN : Outcome.LABELLED)
                // an UNKNOWN label names the nearest classes all the same
                .setTop(List.of(new ScoredClass(unknown ? "A" : frame.className(), frame.score(), false)))
                .setTimings(new Timings(0L, 0L, 0L, 0L))
                .setBatchSize(1)
                .build();
    }
}
