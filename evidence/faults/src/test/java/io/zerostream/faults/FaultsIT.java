package io.zerostream.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Breaks one thing after the other while pictures stream. */
class FaultsIT {
    private static final long SEED = 20_261_121;

    @Test
    void everyPictureEndsOnceWhateverBreaks() throws Exception {
        FaultRun.Scale scale = new FaultRun.Scale(
                RunSettings.number("faults.pictures"),
                (int) RunSettings.number("faults.kills"),
                RunSettings.number("faults.rate"),
                SEED);
        List<FaultOutcome> outcomes = new ArrayList<>();
        try (FaultCluster system = new FaultCluster(RunSettings.home("faults"), RunSettings.lib())) {
            List<Fault> faults = Fault.all(system, Pattern.compile(RunSettings.text("faults.only")));
            assertThat(faults).as("faults with a name like -Dfaults.only").isNotEmpty();
            try (FaultRun run = new FaultRun(system, system.submit(RunSettings.parallelism()), scale)) {
                for (Fault fault : faults) {
                    outcomes.add(run.of(fault));
                    // what is known is kept, whatever comes after
                    FaultTable.write(RunSettings.out(), outcomes);
                }
            }
            // what the images' list of jars lacks is not missed by the job: it decodes several times slower
            assertThat(system.cluster().taskManagers())
                    .allSatisfy(t -> assertThat(t.log()).content().contains("JPEG by libjpeg-turbo"));
        }
        assertThat(outcomes).allSatisfy(o -> {
            assertThat(o.verdict()).as(o.fault()).matches(Verdict::good);
            assertThat(o.recoverySeconds()).as(o.fault()).doesNotContain(Double.NaN);
            assertThat(o.pictures()).isGreaterThanOrEqualTo(scale.pictures() * scale.times());
        });
        long appeared = 0;
        long left = 0;
        for (FaultOutcome outcome : outcomes) {
            // the load makes classes come and go: a check of sightings that saw none would prove nothing
            assertThat(outcome.verdict().appeared()).as(outcome.fault()).isGreaterThan(appeared);
            assertThat(outcome.verdict().left()).as(outcome.fault()).isGreaterThan(left);
            appeared = outcome.verdict().appeared();
            left = outcome.verdict().left();
        }
        Verdict last = outcomes.get(outcomes.size() - 1).verdict();
        assertThat(last.deadLetters()).isPositive();
        assertThat(last.windows()).isPositive();
    }
}
