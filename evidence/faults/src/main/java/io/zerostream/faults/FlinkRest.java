package io.zerostream.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The little of Flink's REST API that runs need. An answer that does not come is an empty one: that is what faults do. */
final class FlinkRest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    FlinkRest(URI base) {
        this.base = base;
    }

    private Optional<JsonNode> get(String path) {
        return send(HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build());
    }

    private Optional<JsonNode> send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() / 100 == 2 ? Optional.of(JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            // the job manager may be what was killed
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultException("interrupted while asking Flink", e);
        }
    }

    /** Whether every task of the job runs. */
    boolean running(String job) {
        return get("/jobs/" + job)
                .filter(j -> j.path("state").asText().equals("RUNNING"))
                .filter(j -> j.path("status-counts").path("RUNNING").asInt()
                        == j.path("vertices").size())
                .isPresent();
    }

    /** The job's state, for example {@code RUNNING}; empty when nobody says. */
    Optional<String> state(String job) {
        return get("/jobs/" + job).map(j -> j.path("state").asText());
    }

    /** How often the job has been restarted since this job manager leads; 0 when nobody says. */
    long restarts(String job) {
        return get("/jobs/" + job + "/metrics?get=numRestarts")
                .map(all -> all.path(0).path("value").asLong())
                .orElse(0L);
    }

    /** Task managers that the job manager counts on. */
    int taskManagers() {
        return get("/overview").map(o -> o.path("taskmanagers").asInt()).orElse(0);
    }

    /** Ids of the task managers that run a subtask of the vertex whose name contains the word. */
    Set<String> hosts(String job, String vertex) {
        Set<String> hosts = new LinkedHashSet<>();
        get("/jobs/" + job).ifPresent(j -> j.path("vertices").forEach(v -> {
            if (v.path("name").asText().contains(vertex)) {
                get("/jobs/" + job + "/vertices/" + v.path("id").asText()).ifPresent(tasks -> tasks.path("subtasks")
                        .forEach(t -> hosts.add(t.path("taskmanager-id").asText())));
            }
        }));
        return hosts;
    }

    /** Checkpoints by state, for example {@code in_progress}, {@code completed}, {@code failed}. */
    int checkpoints(String job, String state) {
        return get("/jobs/" + job + "/checkpoints")
                .map(c -> c.path("counts").path(state).asInt())
                .orElse(0);
    }

    /** Whether a thread of the task manager is in a method of the class now. */
    boolean inClass(String taskManager, String className) {
        return get("/taskmanagers/" + taskManager + "/thread-dump")
                .map(d -> d.toString().contains(className + '.'))
                .orElse(false);
    }

    /** Metrics of a task manager, those that it has. */
    Map<String, Double> metrics(String taskManager, String... names) {
        Map<String, Double> values = new HashMap<>();
        get("/taskmanagers/" + taskManager + "/metrics?get=" + String.join(",", names))
                .ifPresent(all -> all.forEach(
                        m -> values.put(m.path("id").asText(), m.path("value").asDouble())));
        return values;
    }

    /** Asks for the end of the job; {@link #state} tells when it is there. */
    void cancel(String job) {
        send(HttpRequest.newBuilder(base.resolve("/jobs/" + job + "?mode=cancel"))
                .timeout(TIMEOUT)
                .method("PATCH", HttpRequest.BodyPublishers.noBody())
                .build());
    }
}
