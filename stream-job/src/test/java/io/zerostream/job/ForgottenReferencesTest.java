package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.SetAndSource;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.DriftReference;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The job's own windows, with a clock of ours: what they keep of sources that never come again. */
class ForgottenReferencesTest {
    static {
        AvroTrust.trustOurClasses();
    }

    private static final int UPLOADS = 500;
    private static final long WINDOW = Duration.ofMinutes(1).toMillis();
    private static final long DAYS = Duration.ofDays(1).toMillis();

    private KeyedOneInputStreamOperatorTestHarness<Tuple2<String, String>, ZeroShotLabel, LabelStats> windows;
    private long time;

    @BeforeEach
    void opens() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        LabelStatistics statistics =
                LabelStatistics.of(env.fromData(List.of(label("x", 0)), JobTypes.LABEL), ConfigKey.defaults());
        @SuppressWarnings("unchecked")
        OneInputTransformation<ZeroShotLabel, LabelStats> tumbling = (OneInputTransformation<ZeroShotLabel, LabelStats>)
                statistics.stats().getTransformation().getInputs().get(0);
        windows = new KeyedOneInputStreamOperatorTestHarness<>(
                tumbling.getOperatorFactory(), new SetAndSource(), SetAndSource.TYPE);
        windows.setup(JobTypes.STATS.createSerializer(env.getConfig().getSerializerConfig()));
        windows.open();
    }

    @AfterEach
    void closes() throws Exception {
        windows.close();
    }

    /** Each upload is a source of its own. */
    @Test
    void aSourceThatCameOnceIsForgotten() throws Exception {
        for (int i = 0; i < UPLOADS; i++) {
            closeWindow("upload-" + i);
        }
        assertThat(windows.numKeyedStateEntries()).isGreaterThanOrEqualTo(UPLOADS);

        windows.setStateTtlProcessingTime(EventTime.REFERENCES_KEPT.toMillis() + 1);
        for (int i = 0; i < UPLOADS; i++) {
            closeWindow("camera");
        }
        assertThat(windows.numKeyedStateEntries()).isLessThan(UPLOADS / 10);
    }

    @Test
    void aSourceThatComesWithinTheWeekIsComparedWithItsLastWindow() throws Exception {
        assertThat(closeWindow("camera").getReference()).isEqualTo(DriftReference.NONE);
        windows.setStateTtlProcessingTime(6 * DAYS);
        assertThat(closeWindow("camera").getReference()).isEqualTo(DriftReference.WINDOW_BEFORE);
        windows.setStateTtlProcessingTime(14 * DAYS);
        assertThat(closeWindow("camera").getReference()).isEqualTo(DriftReference.NONE);
    }

    private LabelStats closeWindow(String source) throws Exception {
        windows.getOutput().clear();
        windows.processElement(label(source, time), time);
        time += WINDOW;
        windows.processWatermark(time);
        return windows.extractOutputValues().get(0);
    }

    private static ZeroShotLabel label(String source, long at) {
        return ZeroShotLabel.newBuilder()
                .setEventId("e")
                .setSourceId(source)
                .setCapturedAt(Instant.ofEpochMilli(at))
                .setLabelledAt(Instant.EPOCH)
                .setClassSet("set")
                .setClassSetRevision(1)
                .setModel("colours")
                .setModelVersion("v1")
                .setOutcome(Outcome.LABELLED)
                .setTop(List.of(new ScoredClass("red", 1f, false)))
                .setTimings(new Timings(0L, 0L, 0L, 0L))
                .setBatchSize(1)
                .build();
    }
}
