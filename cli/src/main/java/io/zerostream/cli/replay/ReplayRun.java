package io.zerostream.cli.replay;

import io.zerostream.cli.client.UserException;
import io.zerostream.job.ReplayJob;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.replay.ReplayPlan;
import io.zerostream.job.replay.ReplayRequest;
import io.zerostream.job.replay.ReplayTotals;
import io.zerostream.schemas.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One replay from start to end, on Flink in this process, with a line of progress every few seconds and a summary. */
final class ReplayRun {
    private static final Duration SAY = Duration.ofSeconds(5);
    /** Counts come with the heartbeats. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private static final double PERCENT = 100;

    private final JobConfig config;
    private final ReplayRequest request;
    private final ReplayPlan plan;
    private final Topics.Topic labels;
    private final PrintWriter out;

    /**
     * @param request what was asked for
     * @param plan what that means
     * @param labels from {@link io.zerostream.job.replay.ReplayTopics#prepare}
     * @param out for people
     */
    ReplayRun(JobConfig config, ReplayRequest request, ReplayPlan plan, Topics.Topic labels, PrintWriter out) {
        this.config = config;
        this.request = request;
        this.plan = plan;
        this.labels = labels;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @return the exit code: 0
     * @throws UserException when the job failed, with the reason
     */
    int run() throws InterruptedException {
        introduce();
        long startedAt = System.nanoTime();
        CompletableFuture<JobExecutionResult> result;
        JobClient job;
        Configuration flink = new Configuration();
        flink.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, HEARTBEAT);
        try (StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(
                config.parallelism().widest(), flink)) {
            ReplayJob.build(env, config, plan, labels);
            job = env.executeAsync("ZeroStream replay");
            result = job.getJobExecutionResult();
            while (!ended(result)) {
                progress(ReplayTotals.of(job.getAccumulators().get()), seconds(startedAt));
            }
            summary(ReplayTotals.of(result.get().getAllAccumulatorResults()), seconds(startedAt));
            return 0;
        } catch (ExecutionException e) {
            throw new UserException(
                    "the replay failed, and some of its labels may be on " + labels.name()
                            + " (run it again: the same labels have the same identities): " + root(e),
                    e);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // executeAsync and close declare Exception
            throw new UserException("Flink refused the replay: " + root(e), e);
        }
    }

    private static boolean ended(CompletableFuture<?> result) throws InterruptedException, ExecutionException {
        try {
            result.get(SAY.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private void introduce() {
        say(
                "Replaying up to %,d pictures from %s to %s: class set '%s' revision %d, model %s/%s, to topic %s.",
                plan.records(),
                request.from(),
                request.to(),
                plan.set().getName(),
                plan.set().getRevision(),
                plan.version().getName(),
                plan.version().getVersion(),
                labels.name());
        if (request.from().isBefore(plan.oldest())) {
            say("note: the oldest picture that Kafka still has is of %s", plan.oldest());
        }
    }

    private void progress(ReplayTotals totals, double seconds) {
        double rate = totals.pictures() / seconds;
        long left = plan.records() - totals.pictures();
        say(
                "%3.0f %%  %,d of %,d pictures, %.1f/s%s",
                PERCENT * totals.pictures() / plan.records(),
                totals.pictures(),
                plan.records(),
                rate,
                totals.pictures() == 0 ? "" : ", about %.0f s left".formatted(left / rate));
    }

    private void summary(ReplayTotals totals, double seconds) {
        say(
                "Done in %.1f s: %,d pictures, %,d labels on %s (%,d of them UNKNOWN), %,d dead letters on %s%s.",
                seconds,
                totals.pictures(),
                totals.labels(),
                labels.name(),
                totals.unknown(),
                totals.pictures() - totals.labels(),
                Topics.DEAD_LETTERS_REPLAY.name(),
                totals.deadLetters().isEmpty() ? "" : " " + totals.deadLetters());
    }

    private void say(String text, Object... arguments) {
        out.println(text.formatted(arguments));
        out.flush();
    }

    private static String root(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
