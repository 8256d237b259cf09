package io.zerostream.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerostream.conformance.result.CaseResult;
import io.zerostream.conformance.result.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Everything against the numbers of the reference implementation, where they are at hand. */
class ReferenceIT {
    private static final Path FOLDER = Path.of(System.getProperty("zerostream.shared", "../shared"), "golden");

    @Test
    void everyReferenceNumberIsMet() {
        assumeTrue(
                Files.isDirectory(FOLDER),
                () -> "no reference numbers in " + FOLDER.toAbsolutePath()
                        + "; set -Dzerostream.shared to the folder that has them");

        Report report = Conformance.run(
                FOLDER,
                c -> System.out.printf(
                        Locale.ROOT,
                        "%s %s %s: %s of %s %s%n",
                        c.ok() ? "ok" : "FAILED",
                        c.group(),
                        c.name(),
                        c.error(),
                        c.limit(),
                        c.message()));

        List<CaseResult> wrong = report.cases().stream().filter(c -> !c.ok()).toList();
        assertThat(wrong).isEmpty();
        assertThat(report.cases()).hasSizeGreaterThan(100);
    }
}
