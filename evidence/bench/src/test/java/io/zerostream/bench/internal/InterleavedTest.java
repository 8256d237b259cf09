package io.zerostream.bench.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class InterleavedTest {
    @Test
    void whatSleepsThreeTimesAsLongTakesAboutThreeTimesAsLong() throws Exception {
        double[] ms = Interleaved.medians(Duration.ofMillis(400), () -> Thread.sleep(4), () -> Thread.sleep(12));

        assertThat(ms[1] / ms[0]).isBetween(2.0, 4.0);
        assertThat(ms[0]).isBetween(3.9, 9.0);
    }

    @Test
    void slowTasksTakeTurnsAndAreMeasuredMoreThanOnce() throws Exception {
        List<String> order = new ArrayList<>();

        Interleaved.medians(Duration.ofMillis(1), () -> slow("a", order), () -> slow("b", order));

        assertThat(order.stream().collect(Collectors.joining())).isEqualTo("ababab");
    }

    @Test
    void manyRunsOfAQuickTaskMakeOneSample() throws Exception {
        int[] runs = {0};

        double[] ms = Interleaved.medians(Duration.ofMillis(50), () -> runs[0]++);

        assertThat(runs[0]).isGreaterThan(10_000);
        assertThat(ms[0]).isLessThan(0.01);
    }

    @Test
    void aTaskThatFailsEndsTheMeasurement() {
        assertThatThrownBy(() -> Interleaved.medians(Duration.ofMillis(1), () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
    }

    private static void slow(String name, List<String> order) throws InterruptedException {
        order.add(name);
        Thread.sleep(60);
    }
}
