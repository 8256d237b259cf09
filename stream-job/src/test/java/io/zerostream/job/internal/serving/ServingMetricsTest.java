package io.zerostream.job.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.JobMetrics;
import io.zerostream.job.internal.agreement.Progress;
import io.zerostream.job.internal.classify.ColourModel;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.job.internal.models.SharedModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.testutils.MetricListener;
import org.junit.jupiter.api.Test;

class ServingMetricsTest {
    private final MetricListener listener = new MetricListener();
    private final ServingMetrics metrics = new ServingMetrics(new JobMetrics(listener.getMetricGroup()));

    @Test
    void nothingIsMadeReadyAtFirst() {
        assertThat(gauge("wantedRevision")).isEqualTo(0);
        assertThat(gauge("servingRevision")).isEqualTo(0);
        assertThat(states()).isEmpty();
    }

    @Test
    void oneStateAtATimeUntilItServes() {
        for (Progress progress : Progress.values()) {
            metrics.prepares(plan(7), new ModelDesk.Status(progress, "because"));
            assertThat(states()).containsExactly(progress);
        }
        assertThat(gauge("wantedRevision")).isEqualTo(7);

        metrics.serves(serving(plan(7)), Duration.ofMillis(30));
        metrics.prepares(null, new ModelDesk.Status(Progress.OPENING, ""));
        assertThat(states()).isEmpty();
        assertThat(gauge("wantedRevision")).isEqualTo(0);
        assertThat(gauge("servingRevision")).isEqualTo(7);
        assertThat(gauge("swapMillis")).isEqualTo(30);
    }

    private static Plan plan(long revision) {
        return new Plan(Registry.deployment(revision, "v1", "colours"), Registry.version("v1"), null, null);
    }

    private static Serving serving(Plan plan) {
        Served active = new Served(new SharedModel(new ColourModel("v1"), () -> {}), plan.version());
        return new Serving(plan, active, null, null, Map.of());
    }

    private List<Progress> states() {
        return Arrays.stream(Progress.values())
                .filter(state -> gauge("preparing", state.name(), "swaps") == 1)
                .toList();
    }

    private long gauge(String... name) {
        String[] path = new String[name.length + 1];
        path[0] = "zerostream";
        System.arraycopy(name, 0, path, 1, name.length);
        return listener.<Number>getGauge(path).orElseThrow().getValue().longValue();
    }
}
