package io.zerostream.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.Percentiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadReportTest {
    private static final LoadReport REPORT = new LoadReport(
            "Overload",
            "bench job overload",
            "2026-11-21T14:00:00Z",
            Map.of("cores", "2"),
            List.of("minute", "lag", "resident MiB"),
            List.of(List.of(1, 1200, 512.25), List.of(2, 0, 512.5)),
            List.of("Nothing was lost."),
            false);

    @TempDir
    private Path folder;

    @Test
    void aReportIsTheSameAfterItWasWrittenAndRead() throws IOException {
        Path file = folder.resolve("report.json");
        Files.writeString(file, REPORT.toJson());

        assertThat(LoadReport.read(file)).isEqualTo(REPORT);
    }

    @Test
    void thePageHoldsIntroductionMachineCommandTableAndWhatWentWrong() throws IOException {
        Path file = folder.resolve("report.json");
        Files.writeString(file, REPORT.toJson());
        Path introduction = Files.writeString(folder.resolve("introduction.md"), "# Load\n");
        Path page = folder.resolve("page.md");

        LoadPage.main(new String[] {page.toString(), introduction.toString(), file.toString()});

        assertThat(page)
                .content()
                .startsWith("# Load\n")
                .contains("## Overload\n\n`./zerostream bench job overload`, 2026-11-21T14:00:00Z. cores: 2.")
                .contains("| minute | lag | resident MiB |\n|---|---|---|\n| 1 | 1200 | 512 |\n")
                .contains("- Nothing was lost.\n")
                .contains("did not");
        assertThatThrownBy(() -> LoadPage.main(new String[] {page.toString()})).hasMessageContaining("introduction.md");
    }

    @Test
    void percentilesAreByNearestRank() {
        assertThat(Percentiles.of(LongStream.rangeClosed(1, 200).boxed().toList()))
                .isEqualTo(new Percentiles(200, 100, 190, 198, 200));
        assertThat(Percentiles.of(List.of())).isEqualTo(new Percentiles(0, -1, -1, -1, -1));
    }

    @Test
    void growthIsFromTheFirstSettledSampleToTheLast() {
        List<List<Object>> rows = LongStream.rangeClosed(0, 10)
                .<List<Object>>mapToObj(i -> List.of(i, i < 2 ? 900.0 : 100.0 + i))
                .toList();

        assertThat(SwapMemory.growth(rows, 1)).isEqualTo(8);
    }
}
