package io.zerostream.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.bench.ratio.Ratio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Makes {@code docs/benchmarks.md} of the JSON that measurements leave. */
public final class BenchmarksPage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BenchmarksPage() {}

    /**
     * Writes the page.
     *
     * @param args the report of {@code ./zerostream bench}, JMH's JSON or {@code -} for none, the page
     * @throws IOException when a file cannot be read or written, or is no such report
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IOException("three files are wanted: ratios.json, jmh.json or -, page.md");
        }
        StringBuilder page = new StringBuilder("# Benchmarks\n\n"
                + "Made by `evidence/bench/run.sh`; do not edit. Each line has its baseline in the same run: machines differ and are"
                + " noisy, so read ratios, not times.\n");
        ratios(page, read(args[0]));
        if (!args[1].equals("-")) {
            jmh(page, read(args[1]));
        }
        Files.writeString(Path.of(args[2]), page, StandardCharsets.UTF_8);
    }

    private static JsonNode read(String file) throws IOException {
        return JSON.readTree(Files.readAllBytes(Path.of(file)));
    }

    private static void ratios(StringBuilder page, JsonNode report) throws IOException {
        if (!report.path("ratios").isArray()) {
            throw new IOException("the first file has no ratios: it is not a report of ./zerostream bench");
        }
        page.append("\n| | |\n|---|---|\n| date | ").append(day(report)).append(" |\n");
        report.path("machine")
                .properties()
                .forEach(fact -> page.append(String.format(
                        "| %s | %s |%n", fact.getKey(), fact.getValue().asText())));
        page.append("\n## Ratios\n\n| what | ratio | target | | times |\n|---|---|---|---|---|\n");
        for (JsonNode ratio : report.path("ratios")) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s %s | %s | %s |%n",
                    ratio.path("name").asText(),
                    Ratio.digits(ratio.path("value").asDouble(Double.NaN)),
                    ratio.path("bound").asText(),
                    Ratio.digits(ratio.path("target").asDouble()),
                    ratio.path("ok").asBoolean() ? "" : "**missed**",
                    ratio.path("detail").asText()));
        }
        for (JsonNode failure : report.path("failures")) {
            page.append("\nNot measured: ").append(failure.asText()).append('\n');
        }
    }

    private static String day(JsonNode report) {
        String date = report.path("date").asText();
        return date.substring(0, Math.min(10, date.length()));
    }

    /** One line a parameter set, subjects and baselines side by side. */
    private static void jmh(StringBuilder page, JsonNode results) {
        Map<String, Map<String, Map<String, String>>> classes = new LinkedHashMap<>();
        for (JsonNode result : results) {
            String[] name = result.path("benchmark").asText().split("\\.");
            StringBuilder params = new StringBuilder();
            result.path("params").properties().forEach(p -> params.append(params.length() == 0 ? "" : ", ")
                    .append(p.getKey())
                    .append(' ')
                    .append(p.getValue().asText()));
            JsonNode metric = result.path("primaryMetric");
            String score = Ratio.digits(metric.path("score").asDouble()) + error(metric) + " "
                    + metric.path("scoreUnit").asText();
            classes.computeIfAbsent(name[name.length - 2], key -> new LinkedHashMap<>())
                    .computeIfAbsent(params.toString(), key -> new LinkedHashMap<>())
                    .put(name[name.length - 1], score);
        }
        page.append("\n## JMH\n\nMean and half-width of the 99.9 % confidence interval.\n");
        classes.forEach((name, rows) -> {
            page.append("\n### ").append(name.replace("Benchmark", "")).append("\n\n| |");
            var columns = rows.values().iterator().next().keySet();
            columns.forEach(column -> page.append(' ').append(column).append(" |"));
            page.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
            rows.forEach((params, cells) -> {
                page.append("| ").append(params).append(" |");
                columns.forEach(column ->
                        page.append(' ').append(cells.getOrDefault(column, "")).append(" |"));
                page.append('\n');
            });
        });
    }

    /** One iteration has no interval. */
    private static String error(JsonNode metric) {
        double error = metric.path("scoreError").asDouble(Double.NaN);
        return Double.isNaN(error) ? "" : " ± " + Ratio.digits(error);
    }
}
