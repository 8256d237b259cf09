package io.zerostream.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes results as JSON for machines and as a Markdown table for people. */
final class FaultTable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private FaultTable() {}

    /** {@code faults.json} and {@code faults.md} in the folder, which is made if needed. */
    static void write(Path folder, List<FaultOutcome> outcomes) throws IOException {
        Files.createDirectories(folder);
        JSON.writeValue(folder.resolve("faults.json").toFile(), outcomes);
        Files.writeString(folder.resolve("faults.md"), markdown(outcomes));
    }

    static String markdown(List<FaultOutcome> outcomes) {
        List<String> lines = new ArrayList<>();
        lines.add("| fault | times | pictures | lost | doubled | out of order | wrong windows"
                + " | appeared / left so far | wrong sightings | sightings unclear | recovery, s |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
        for (FaultOutcome o : outcomes) {
            Verdict v = o.verdict();
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %d | %d | %d | %d | %d / %d | %d | %d | %s |",
                    o.fault(),
                    o.recoverySeconds().size(),
                    o.pictures(),
                    v.lost(),
                    v.doubled() + v.strange(),
                    v.outOfOrder(),
                    v.wrongWindows(),
                    v.appeared(),
                    v.left(),
                    v.wrongSightings(),
                    v.unclearSightings(),
                    range(o.recoverySeconds())));
        }
        return String.join("\n", lines) + '\n';
    }

    private static String range(List<Double> seconds) {
        double min = seconds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        double max = seconds.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        return seconds.size() < 2
                ? String.format(Locale.ROOT, "%.1f", max)
                : String.format(Locale.ROOT, "%.1f to %.1f", min, max);
    }
}
