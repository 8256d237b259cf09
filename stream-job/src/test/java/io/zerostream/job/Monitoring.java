package io.zerostream.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the files under {@code infra/} ask of metrics: alert rules, their tests, the dashboard. */
final class Monitoring {
    private static final Path INFRA = Path.of("../infra");
    private static final Path DASHBOARD = INFRA.resolve("grafana/dashboards/zerostream.json");
    /** Of Flink; what comes from elsewhere is not asked of the job. */
    private static final Pattern SELECTOR = Pattern.compile("\\b(flink_\\w+)\\s*(?:\\{([^}]*)})?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern IN_TEXT = Pattern.compile("\\$labels\\.(\\w+)|\\{\\{\\s*(\\w+)\\s*}}");

    private Monitoring() {}

    /** One condition on a label; null = any value. */
    record Condition(String label, @Nullable String values) {}

    /** A metric and the conditions on its labels. */
    record Selector(String metric, List<Condition> conditions) {}

    /**
     * An expression.
     *
     * @param where who asks
     * @param labels that it groups by, or that its texts show
     */
    record Query(String where, List<Selector> selectors, Set<String> labels) {}

    /** Of the alert rules and of the dashboard. */
    static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (JsonNode rule : rules()) {
            String texts = rule.path("annotations").toString();
            queries.add(query(
                    "alert " + rule.path("alert").asText(), rule.path("expr").asText(), texts));
        }
        JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(query(
                        "panel " + panel.path("title").asText(),
                        target.path("expr").asText(),
                        target.path("legendFormat").asText()));
            }
        }
        for (JsonNode variable : dashboard.path("templating").path("list")) {
            String query = variable.path("query").path("query").asText();
            queries.add(query("variable " + variable.path("name").asText(), query, ""));
        }
        return queries;
    }

    /** Of the series that the tests of the alert rules make up; their values are their own. */
    static List<Query> madeUp() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (JsonNode test : tests()) {
            for (JsonNode input : test.path("input_series")) {
                Query query = query(
                        "test: " + test.path("name").asText(),
                        input.path("series").asText(),
                        "");
                queries.add(new Query(
                        query.where(),
                        query.selectors().stream()
                                .map(s -> new Selector(
                                        s.metric(),
                                        s.conditions().stream()
                                                .map(c -> new Condition(c.label(), null))
                                                .toList()))
                                .toList(),
                        query.labels()));
            }
        }
        return queries;
    }

    /** The alert rules. */
    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        yaml("alerts.yml").path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** The tests of the alert rules. */
    static JsonNode tests() throws IOException {
        return yaml("alerts_test.yml").path("tests");
    }

    /** What Prometheus scrapes. */
    static JsonNode scrapes() throws IOException {
        return yaml("prometheus.yml").path("scrape_configs");
    }

    private static JsonNode yaml(String name) throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readTree(INFRA.resolve("prometheus").resolve(name).toFile());
    }

    /**
     * A query as it is written.
     *
     * @param texts that show labels
     */
    static Query query(String where, String expression, String texts) {
        List<Selector> selectors = new ArrayList<>();
        Matcher selector = SELECTOR.matcher(expression);
        while (selector.find()) {
            List<Condition> conditions = new ArrayList<>();
            Matcher matcher = MATCHER.matcher(selector.group(2) == null ? "" : selector.group(2));
            while (matcher.find()) {
                String values = matcher.group(3);
                // of a variable that people choose
                conditions.add(new Condition(matcher.group(1), values.startsWith("$") ? null : values));
            }
            selectors.add(new Selector(selector.group(1), conditions));
        }
        Set<String> labels = new TreeSet<>();
        GROUPING.matcher(expression)
                .results()
                .flatMap(found -> List.of(found.group(1).split("[,\\s]+")).stream())
                .forEach(labels::add);
        IN_TEXT.matcher(texts)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .forEach(labels::add);
        return new Query(where, selectors, labels);
    }
}
