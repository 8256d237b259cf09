package io.zerostream.job;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a process serves to Prometheus at one moment: of each metric, the labels of each of its series. */
final class Scrape {
    private static final Pattern LINE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Prometheus adds them. */
    private static final Set<String> OF_TARGET = Set.of("job", "instance");

    private final Map<String, List<Map<String, String>>> series = new HashMap<>();

    /** Asks it. */
    static Scrape of(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        return parse(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }

    /** @param text in Prometheus' text format */
    static Scrape parse(String text) {
        Scrape scrape = new Scrape();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            Map<String, String> labels = new HashMap<>();
            LABEL.matcher(line.group(2) == null ? "" : line.group(2))
                    .results()
                    .forEach(label -> labels.put(label.group(1), label.group(2)));
            scrape.series
                    .computeIfAbsent(line.group(1), name -> new ArrayList<>())
                    .add(labels);
        }
        return scrape;
    }

    /** Names of metrics that begin like this, without that. */
    Set<String> names(String prefix) {
        Set<String> names = new TreeSet<>();
        series.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .forEach(names::add);
        return names;
    }

    /** What a query asks for that is not there, in words. */
    List<String> missing(Monitoring.Query query) {
        List<String> missing = new ArrayList<>();
        Set<String> known = new TreeSet<>(OF_TARGET);
        for (Monitoring.Selector selector : query.selectors()) {
            List<Map<String, String>> found = series.getOrDefault(selector.metric(), List.of());
            if (found.isEmpty()) {
                missing.add(query.where() + ": there is no metric " + selector.metric());
            }
            found.forEach(labels -> known.addAll(labels.keySet()));
            for (Monitoring.Condition condition : selector.conditions()) {
                if (!holds(condition, found)) {
                    missing.add(query.where() + ": " + selector.metric() + " has no " + condition);
                }
            }
        }
        if (!query.selectors().isEmpty() && !known.containsAll(query.labels())) {
            missing.add(query.where() + ": labels " + query.labels() + ", there are " + known);
        }
        return missing;
    }

    /** Whether each of the values, which may be patterns, is one that some series has. */
    private static boolean holds(Monitoring.Condition condition, List<Map<String, String>> found) {
        Set<String> values = new TreeSet<>();
        found.forEach(labels -> {
            if (labels.containsKey(condition.label())) {
                values.add(labels.get(condition.label()));
            }
        });
        return condition.values() == null
                ? !values.isEmpty()
                : Stream.of(condition.values().split("\\|"))
                        .allMatch(wanted -> values.stream().anyMatch(value -> value.matches(wanted)));
    }
}
