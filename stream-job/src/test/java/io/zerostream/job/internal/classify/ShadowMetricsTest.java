package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.JobMetrics;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.internal.models.SharedModel;
import io.zerostream.job.internal.serving.Served;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.testutils.MetricListener;
import org.junit.jupiter.api.Test;

class ShadowMetricsTest {
    private static final String[] GROUP = {"zerostream", "model", "colours", "version", "v2"};

    private final MetricListener listener = new MetricListener();
    private final ShadowMetrics metrics = new ShadowMetrics(new JobMetrics(listener.getMetricGroup()));
    private final Served shadow = new Served(new SharedModel(new ColourModel("v2"), () -> {}), Registry.version("v2"));

    @Test
    void agreementIsTheShareOfPicturesThatBothGiveTheSameAnswer() {
        metrics.count(new ShadowResult(
                shadow,
                List.of(
                        pair(label("red", Outcome.LABELLED), label("red", Outcome.LABELLED)),
                        pair(label("red", Outcome.LABELLED), label("blue", Outcome.LABELLED)),
                        pair(label("red", Outcome.LABELLED), label("red", Outcome.UNKNOWN)),
                        pair(label("red", Outcome.UNKNOWN), label("blue", Outcome.UNKNOWN))),
                3));

        assertThat(counter("shadowAgreed")).isEqualTo(2);
        assertThat(counter("shadowDisagreed")).isEqualTo(2);
        assertThat(counter("shadowFailed")).isEqualTo(3);
        assertThat(agreement()).isEqualTo(0.5);
    }

    @Test
    void agreementForgetsWhatIsLongAgo() {
        List<ShadowResult.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            pairs.add(pair(label("red", Outcome.LABELLED), label(i < 1000 ? "blue" : "red", Outcome.LABELLED)));
        }
        metrics.count(new ShadowResult(shadow, pairs, 0));
        assertThat(agreement()).isEqualTo(1.0);
        assertThat(counter("shadowDisagreed")).isEqualTo(1000);
    }

    private long counter(String name) {
        return listener.getCounter(path(name)).orElseThrow().getCount();
    }

    private double agreement() {
        return listener.<Double>getGauge(path("shadowAgreement")).orElseThrow().getValue();
    }

    private static String[] path(String name) {
        List<String> path = new ArrayList<>(List.of(GROUP));
        path.add(name);
        return path.toArray(String[]::new);
    }

    private static ShadowResult.Pair pair(ZeroShotLabel served, ZeroShotLabel beside) {
        return new ShadowResult.Pair(0, served, beside);
    }

    private static ZeroShotLabel label(String best, Outcome outcome) {
        return ZeroShotLabel.newBuilder()
                .setEventId("p")
                .setSourceId("camera")
                .setCapturedAt(Instant.EPOCH)
                .setLabelledAt(Instant.EPOCH)
                .setClassSet("colours")
                .setClassSetRevision(1)
                .setModel("colours")
                .setModelVersion("v1")
                .setOutcome(outcome)
                .setTop(List.of(new ScoredClass(best, 1f, false)))
                .setTimings(new Timings(0L, 0L, 0L, 0L))
                .setBatchSize(1)
                .build();
    }
}
