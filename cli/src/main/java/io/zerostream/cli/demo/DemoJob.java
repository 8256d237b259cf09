package io.zerostream.cli.demo;

import io.zerostream.cli.client.UserException;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.JobConfigException;
import io.zerostream.job.config.TransactionTimeout;
import io.zerostream.platform.EmbeddedPlatform;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job of a demo. It goes on from the state in which the demo before it ended on the same home, however that ended, and
 * leaves its own: closing it stops it with a savepoint; a process that is killed leaves its newest checkpoint.
 */
final class DemoJob implements AutoCloseable {
    /** As Flink shows it. */
    static final String NAME = "ZeroStream";

    private static final Logger LOG = LoggerFactory.getLogger(DemoJob.class);
    /** A batch may be under way. A job that has never had a deployment lets no barrier pass. */
    private static final Duration STOPPING = Duration.ofSeconds(15);

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
        client = new JobStart(
                        platform,
                        () -> environment(config),
                        config.checkpointing().transactionTimeout(),
                        out)
                .start();
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
            client.stopWithSavepoint(false, platform.stopFolder(), SavepointFormatType.CANONICAL)
                    .get(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the job did not stop in good order; the next demo goes on from its newest checkpoint", e);
        }
    }
}
