package io.zerostream.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.bench.internal.Suite;
import io.zerostream.bench.ratio.BenchReport;
import io.zerostream.bench.ratio.Ratio;
import io.zerostream.bench.ratio.Ratio.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickBenchTest {
    private static final Ratio GOOD = Ratio.faster("good", 2, 8, "plain", 3);
    private static final Ratio POOR = new Ratio("poor", 4.2, 3.7, Bound.AT_MOST, "4.2 ms; 1 ms");

    @TempDir
    private Path folder;

    @Test
    void aRatioReachesItsTargetFromTheRightSide() {
        assertThat(GOOD.value()).isEqualTo(4);
        assertThat(GOOD.ok()).isTrue();
        assertThat(POOR.ok()).isFalse();
        assertThat(new Ratio("none", Double.NaN, 0, Bound.AT_LEAST, "").ok()).isFalse();
        assertThat(new Ratio("none", Double.NaN, 0, Bound.AT_MOST, "").ok()).isFalse();
    }

    @Test
    void aSuiteThatFailsIsNamedAndTheNextIsRun() {
        Map<String, Suite> suites = new LinkedHashMap<>();
        suites.put("broken", found -> {
            found.accept(GOOD);
            throw new IOException("disk full");
        });
        suites.put("left out", found -> found.accept(POOR));
        suites.put("sound", found -> found.accept(POOR));
        List<Ratio> heard = new ArrayList<>();

        BenchReport report = new QuickBench(suites).run(Set.of("broken", "sound"), heard::add);

        assertThat(heard).containsExactly(GOOD, POOR);
        assertThat(report.ratios()).containsExactly(GOOD, POOR);
        assertThat(report.failures()).containsExactly("broken: java.io.IOException: disk full");
        assertThat(report.ok()).isFalse();
        assertThat(report.machine()).containsKeys("processor", "cores", "Java", "PyTorch", "scan", "pictures");
    }

    @Test
    void writesRatiosAsJsonAndThePageFromIt() throws Exception {
        Path json = folder.resolve("ratios.json");
        Ratio lost = new Ratio("lost", Double.NaN, 1, Bound.AT_LEAST, "");
        Files.writeString(
                json,
                new QuickBench(Map.of("all", found -> List.of(GOOD, POOR, lost).forEach(found)))
                        .run(Set.of("all"), ratio -> {})
                        .toJson());
        JsonNode ratios = new ObjectMapper().readTree(json.toFile()).path("ratios");

        assertThat(ratios).hasSize(3);
        assertThat(ratios.get(0).path("name").asText()).isEqualTo("good");
        assertThat(ratios.get(0).path("value").asDouble()).isEqualTo(4);
        assertThat(ratios.get(0).path("target").asDouble()).isEqualTo(3);
        assertThat(ratios.get(0).path("ok").asBoolean()).isTrue();
        assertThat(ratios.get(1).path("ok").asBoolean()).isFalse();
        assertThat(ratios.get(2).path("value").isNull()).isTrue();

        Path page = folder.resolve("benchmarks.md");
        BenchmarksPage.main(new String[] {json.toString(), jmh().toString(), page.toString()});
        assertThat(page)
                .content()
                .contains("| good | 4.00 | ≥ 3.00 |  | 2.00 ms; plain 8.00 ms |")
                .contains("| poor | 4.20 | ≤ 3.70 | **missed** |")
                .contains("| cores |")
                .contains("### Decode\n\n| | decode | baselinePlain |")
                .contains("| side 224 | 1.50 ± 0.100 ms/op | 3.00 ± 0.100 ms/op |");
    }

    @Test
    void aFileThatIsNoReportIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("x.json"), "[]");

        assertThatThrownBy(() -> BenchmarksPage.main(new String[] {
                    file.toString(), "-", folder.resolve("page.md").toString()
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a report");
    }

    private Path jmh() throws IOException {
        String one = "{\"benchmark\":\"io.zerostream.bench.DecodeBenchmark.%s\",\"params\":{\"side\":\"224\"},"
                + "\"primaryMetric\":{\"score\":%s,\"scoreError\":0.1,\"scoreUnit\":\"ms/op\"}}";
        return Files.writeString(
                folder.resolve("jmh.json"),
                "[" + String.format(one, "decode", "1.5") + "," + String.format(one, "baselinePlain", "3.0") + "]");
    }
}
