package io.zerostream.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Breaks everything there is, one after the other, while pictures stream. */
class FaultsIT {
    private static final long SEED = 20_261_121;

    @Test
    void everyPictureEndsOnceWhateverBreaks() throws Exception {
        try (Theatre theatre = new Theatre(RunSettings.home("faults"), RunSettings.lib())) {
            FaultRun.Scale scale = new FaultRun.Scale(
                    RunSettings.number("faults.pictures"),
                    (int) RunSettings.number("faults.kills"),
                    RunSettings.number("faults.rate"),
                    SEED);

            List<FaultOutcome> outcomes = new FaultRun(theatre, scale).run(theatre.submit());

            FaultTable.write(RunSettings.out(), outcomes);
            assertThat(outcomes).allSatisfy(o -> {
                assertThat(o.verdict()).as(o.fault()).matches(Verdict::good);
                assertThat(o.recoverySeconds()).as(o.fault()).doesNotContain(Double.NaN);
            });
            Verdict last = outcomes.get(outcomes.size() - 1).verdict();
            assertThat(last.pictures()).isGreaterThanOrEqualTo(scale.pictures() * 9 / 10);
            assertThat(last.deadLetters()).isPositive();
            assertThat(last.windows()).isPositive();
        }
    }
}
