package io.zerostream.gateway.internal.metrics;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.gateway.internal.live.JobManager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Flink again and again whether a job runs there: without pictures nothing else tells a job that has ended from one
 * that has nothing to do. Any job counts that has not ended.
 */
public final class FlinkWatch implements JobManager, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlinkWatch.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final String RUNNING = "RUNNING";
    /** A job that begins, or begins anew, runs within this. */
    private static final Duration TAKES_LONG = Duration.ofSeconds(60);
    /** One that begins, or begins anew, is there. */
    private static final Set<String> ENDED = Set.of("FAILED", "CANCELLING", "CANCELED", "FINISHED", "SUSPENDED");

    private final URI overview;
    private final Duration answerWithin;
    private final Duration takesLong;
    private final HttpClient http;
    private final ScheduledExecutorService executor;
    private volatile @Nullable String problem;
    private volatile boolean noJob;
    private long ran = System.nanoTime();

    /**
     * Starts asking.
     *
     * @param address of Flink's REST, which is that of its web interface
     * @param between two questions
     * @param answerWithin how long an answer may take
     */
    public FlinkWatch(URI address, Duration between, Duration answerWithin) {
        this(address, between, answerWithin, TAKES_LONG);
    }

    /** @param takesLong how long a job may be in other states than RUNNING */
    FlinkWatch(URI address, Duration between, Duration answerWithin, Duration takesLong) {
        this.takesLong = takesLong;
        String base = address.toString();
        this.overview = URI.create(base + (base.endsWith("/") ? "" : "/") + "jobs/overview");
        this.answerWithin = answerWithin;
        this.http = HttpClient.newBuilder().connectTimeout(answerWithin).build();
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gateway-flink");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::ask, 0, between.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(overview).timeout(answerWithin).build(), BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw new IOException("HTTP " + answer.statusCode());
            }
            Set<String> states = new TreeSet<>();
            JSON.readTree(answer.body())
                    .path("jobs")
                    .forEach(job -> states.add(job.path("state").asText()));
            states.removeAll(ENDED);
            noJob = states.isEmpty();
            tell(said(states));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException | Error e) {
            // whatever it is: one that escaped would end the asking
            // nobody knows: what Flink said last counts
            if (!executor.isShutdown()) {
                tell("Flink at " + overview.getAuthority() + " does not say whether the job runs: " + e);
            }
        }
    }

    /** What is wrong where jobs that have not ended are in these states. */
    private @Nullable String said(Set<String> states) {
        if (states.isEmpty()) {
            return "no job runs on Flink at " + overview.getAuthority() + ": start it, or see why it ended";
        }
        long now = System.nanoTime();
        if (states.contains(RUNNING)) {
            ran = now;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - ran);
        return now - ran < takesLong.toNanos()
                ? null
                : "the job on Flink at " + overview.getAuthority() + " is " + String.join(", ", states) + " for "
                        + seconds + " s: see its exceptions there";
    }

    private void tell(@Nullable String now) {
        if (now != null && problem == null) {
            LOG.warn("{}", now);
        } else if (now == null && problem != null) {
            LOG.info("a job runs on Flink at {}", overview.getAuthority());
        }
        problem = now;
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public boolean noJob() {
        return noJob;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
