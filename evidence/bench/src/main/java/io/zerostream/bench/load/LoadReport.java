package io.zerostream.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.bench.Machine;
import io.zerostream.bench.ratio.Ratio;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The table of a load run, with what is needed to run it again.
 *
 * @param title what was measured, a few words
 * @param command what to type after {@code ./zerostream}
 * @param date when it began, ISO
 * @param machine what it ran on, see {@link Machine#describe}, and this JVM's heap options
 * @param columns names, with their units
 * @param rows one cell a column: text or number
 * @param findings what the table comes to, one sentence each
 * @param ok whether what must hold held: every picture ended once, memory did not grow, nothing restarted
 */
public record LoadReport(
        String title,
        String command,
        String date,
        Map<String, String> machine,
        List<String> columns,
        List<List<Object>> rows,
        List<String> findings,
        boolean ok) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static LoadReport of(
            String title,
            String command,
            Instant start,
            List<String> columns,
            List<List<Object>> rows,
            List<String> findings,
            boolean ok) {
        Map<String, String> machine = Machine.describe();
        machine.put(
                "JVM options",
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(option -> option.startsWith("-X"))
                        .collect(Collectors.joining(" ")));
        return new LoadReport(title, command, start.toString(), machine, columns, rows, findings, ok);
    }

    /** What {@link #read} reads. */
    public String toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + this, e);
        }
    }

    /** @throws IOException when the file cannot be read or holds something else */
    public static LoadReport read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), LoadReport.class);
    }

    /** Table and findings as Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder(line(columns));
        text.append("|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach(row -> text.append(line(row)));
        text.append('\n');
        findings.forEach(finding -> text.append("- ").append(finding).append('\n'));
        return text.toString();
    }

    private static String line(List<?> cells) {
        return cells.stream().map(LoadReport::cell).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String cell(Object value) {
        return value instanceof Double number ? Ratio.digits(number) : value.toString();
    }
}
