package io.zerostream.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.JobConfig;
import io.zerostream.platform.EmbeddedPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The job on the embedded platform, and what Flink's REST API says of it. Closing cancels it. */
final class RunningJob implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;
    private static final long COLLECT_MS = 2000;
    private static final double MIB = 1024 * 1024;

    private final JobClient job;
    private final URI flink;
    private final HttpClient http = HttpClient.newHttpClient();
    private boolean stopped;

    /**
     * @param savepoint to go on from, or null
     * @throws Exception as Flink refuses it
     */
    RunningJob(EmbeddedPlatform platform, JobConfig config, @Nullable String savepoint) throws Exception {
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        if (savepoint != null) {
            env.configure(new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
        }
        StreamJob.build(env, config);
        job = env.executeAsync("load");
        flink = platform.flinkWebUi();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(flink.resolve("/jobs/" + job.getJobID() + path))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** Checkpoints that failed or timed out. */
    long failedCheckpoints() throws IOException, InterruptedException {
        return get("/checkpoints").path("counts").path("failed").asLong();
    }

    /** How often the job was restarted: every task has run once more than that. */
    long restarts() throws IOException, InterruptedException {
        long restarts = 0;
        for (JsonNode vertex : get("").path("vertices")) {
            for (JsonNode task : get("/vertices/" + vertex.path("id").asText()).path("subtasks")) {
                restarts = Math.max(restarts, task.path("attempt").asLong());
            }
        }
        return restarts;
    }

    /**
     * The metric {@code nativeMemoryBytes} of the classify operator, MiB. Flink collects metrics when it is asked for
     * them and what it has is older than ten seconds; so the answer is that to the second question.
     *
     * @throws IOException when the operator does not tell it
     */
    double nativeMib() throws IOException, InterruptedException {
        String metrics = "/vertices/" + classify() + "/metrics";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        get(metrics);
        do {
            Thread.sleep(COLLECT_MS);
            for (JsonNode metric : get(metrics)) {
                String id = metric.path("id").asText();
                if (id.endsWith("nativeMemoryBytes")) {
                    return get(metrics + "?get=" + id).path(0).path("value").asDouble() / MIB;
                }
            }
        } while (System.nanoTime() < end);
        throw new IOException("the classify operator tells no nativeMemoryBytes");
    }

    private String classify() throws IOException, InterruptedException {
        for (JsonNode vertex : get("").path("vertices")) {
            if (vertex.path("name").asText().contains("classify")) {
                return vertex.path("id").asText();
            }
        }
        throw new IOException("the job has no classify operator");
    }

    /**
     * Ends the job with a savepoint, as for an upgrade: what goes on from there labels no picture twice.
     *
     * @return where the savepoint is
     */
    String stop() throws Exception {
        String savepoint = job.stopWithSavepoint(false, null, SavepointFormatType.CANONICAL)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        stopped = true;
        return savepoint;
    }

    @Override
    public void close() throws Exception {
        if (stopped) {
            return;
        }
        job.cancel().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (!job.getJobStatus().get(PATIENCE_SECONDS, TimeUnit.SECONDS).isGloballyTerminalState()) {
            Thread.sleep(100);
        }
    }
}
