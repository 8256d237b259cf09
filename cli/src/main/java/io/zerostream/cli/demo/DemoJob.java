package io.zerostream.cli.demo;

import io.zerostream.cli.client.UserException;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.JobConfigException;
import io.zerostream.job.config.TransactionTimeout;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.KeptState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job of a demo. It goes on from the state in which the demo before it ended on the same home, however that ended, and
 * leaves its own: closing it stops it with a savepoint; a process that is killed leaves its newest checkpoint.
 */
final class DemoJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoJob.class);
    /** A batch may be under way. A job that has never had a deployment lets no barrier pass. */
    private static final Duration STOPPING = Duration.ofSeconds(15);

    private static final String WITHOUT_STATE = "It goes on with the pictures that it had not told Kafka to be done:"
            + " labels of its last seconds may come twice, and windows of label-stats that were open are lost.";

    private final JobClient client;
    private final EmbeddedPlatform platform;
    private final boolean keeps;

    /**
     * Submits it.
     *
     * @param keeps whether another demo will go on from where it ends
     * @param out takes lines for people
     * @throws UserException when Flink refuses it
     */
    DemoJob(EmbeddedPlatform platform, JobConfig config, boolean keeps, Consumer<String> out) {
        this.platform = platform;
        this.keeps = keeps;
        Optional<KeptState> state = platform.keptState();
        if (state.isEmpty()) {
            if (platform.hadCheckpoints()) {
                out.accept(
                        "The job starts without its state: no checkpoint of the last demo was kept. " + WITHOUT_STATE);
            }
            client = submit(environment(config));
        } else {
            client = from(state.get(), config, out);
        }
    }

    private JobClient from(KeptState state, JobConfig config, Consumer<String> out) {
        StreamExecutionEnvironment env = environment(config);
        env.configure(new Configuration()
                .set(StateRecoveryOptions.SAVEPOINT_PATH, state.address().toString())
                // it is deleted as soon as there is a newer one
                .set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM));
        JobClient job;
        try {
            job = submit(env);
        } catch (UserException e) {
            LOG.warn("cannot go on from {}", state.address(), e);
            out.accept("The job starts without its state: Flink cannot go on from " + state.address()
                    + " (the reason is in the log). " + WITHOUT_STATE);
            return submit(environment(config));
        }
        Instant at = state.completedAt().truncatedTo(ChronoUnit.SECONDS);
        out.accept("The job goes on from its " + (state.cleanStop() ? "savepoint" : "last checkpoint") + " of " + at
                + ".");
        Duration patience = config.checkpointing().transactionTimeout();
        if (!state.cleanStop() && state.completedAt().plus(patience).isBefore(Instant.now())) {
            out.accept("It was killed longer ago than Kafka keeps what was being written (sink.transaction-timeout, "
                    + patience.toMinutes() + " min): labels of that moment may be missing.");
        }
        return job;
    }

    private StreamExecutionEnvironment environment(JobConfig config) {
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        env.getCheckpointConfig()
                .setExternalizedCheckpointRetention(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        try {
            TransactionTimeout.checkBroker(config);
            StreamJob.build(env, config);
            return env;
        } catch (JobConfigException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("interrupted before the job was submitted", e);
        }
    }

    private static JobClient submit(StreamExecutionEnvironment env) {
        try {
            return env.executeAsync("ZeroStream");
        } catch (Exception e) {
            // executeAsync declares Exception
            throw new UserException("Flink refused the job: " + e.getMessage(), e);
        }
    }

    /**
     * How it is.
     *
     * @throws ExecutionException when Flink does not answer
     */
    JobStatus status() throws ExecutionException, InterruptedException {
        return client.getJobStatus().get();
    }

    /** Stops it in good order, or leaves that to the platform's end, which cancels it; its newest checkpoint is kept then. */
    @Override
    public void close() throws InterruptedException {
        if (!keeps) {
            return;
        }
        try {
            client.stopWithSavepoint(false, platform.stopFolder().toString(), SavepointFormatType.CANONICAL)
                    .get(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the job did not stop in good order; the next demo goes on from its newest checkpoint", e);
        }
    }
}
