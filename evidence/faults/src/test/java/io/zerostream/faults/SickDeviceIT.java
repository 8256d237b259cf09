package io.zerostream.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerostream.job.SickJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A device fails every picture, or never answers, and heals: nothing is lost, and no good picture is a dead letter. */
class SickDeviceIT {
    private static final long SEED = 20_261_126;

    @Test
    void aSickDeviceBuriesNoPicture() throws Exception {
        Path home = RunSettings.home("sick");
        SickDevice device = new SickDevice(home.resolve("device"));
        Pattern only = Pattern.compile(RunSettings.text("faults.only"));
        List<Fault> faults = Fault.ofDevice(device).stream()
                .filter(f -> only.matcher(f.name()).find())
                .toList();
        assumeThat(faults).as("faults with a name like -Dfaults.only").isNotEmpty();
        FlinkLib lib = RunSettings.lib();
        Path jar = JobJar.with(lib.job(), home, SickJob.class);
        FaultRun.Scale scale = new FaultRun.Scale(
                RunSettings.number("faults.pictures"),
                (int) RunSettings.number("faults.kills"),
                RunSettings.number("faults.rate"),
                SEED);
        List<FaultOutcome> outcomes = new ArrayList<>();
        try (FaultCluster system = new FaultCluster(home.resolve("cluster"), lib)) {
            String job = system.submit(
                    jar,
                    SickJob.class.getName(),
                    "--batch.time-limit",
                    "5 s",
                    device.folder().toString());
            try (FaultRun run = new FaultRun(system, job, scale)) {
                for (Fault fault : faults) {
                    outcomes.add(run.of(fault));
                    FaultTable.write(RunSettings.out().resolve("sick"), outcomes);
                }
            }
        }
        long pictures = 0;
        for (FaultOutcome outcome : outcomes) {
            pictures += outcome.pictures();
            assertThat(outcome.verdict()).as(outcome.fault()).matches(Verdict::good);
            assertThat(outcome.recoverySeconds()).as(outcome.fault()).doesNotContain(Double.NaN);
            assertThat(outcome.verdict().deadLetters())
                    .as(outcome.fault() + ": the pictures that were broken on purpose, and no other")
                    .isEqualTo(FlagPictures.brokenOf(pictures));
        }
    }
}
