package io.zerostream.cli.demo;

import io.zerostream.cli.client.UserException;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.TransactionTimeout;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Opened;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole system on this machine: platform, job, gateway. Closing ends all of it, last started first. */
final class DemoSystem implements AutoCloseable {
    /** Labels become visible with the checkpoint that commits them, so this is most of the demo's latency. */
    private static final Checkpointing CHECKPOINTING =
            new Checkpointing(Duration.ofMillis(500), Delivery.EXACTLY_ONCE, Duration.ofMinutes(10));

    private final Opened started = new Opened();
    private final EmbeddedPlatform platform;
    private final JobClient job;
    private final Gateway gateway;
    private final ToldProblems problems;
    private volatile boolean closing;

    /** What must be on the topics before the job starts. */
    interface Publishing {
        /** Publishes a model, its classes and a deployment. */
        void publish(KafkaConnection kafka);
    }

    /**
     * Starts everything.
     *
     * @param out takes lines for people
     * @throws io.zerostream.platform.config.PlatformException when Kafka, the registry or Flink does not come up
     * @throws io.zerostream.gateway.config.GatewayException when the gateway's port is taken
     */
    DemoSystem(DemoOptions options, Publishing publishing, Consumer<String> out) {
        try {
            platform = started.add(EmbeddedPlatform.start(platform(options)));
            publishing.publish(platform.connection());
            job = submit(platform);
            gateway = started.add(Gateway.start(
                    GatewayConfig.defaults(platform.connection()).withAddress("127.0.0.1", options.port())));
            problems = new ToldProblems(gateway::problems, out);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static PlatformConfig platform(DemoOptions options) {
        return PlatformConfig.at(options.home()).withPorts(options.ports()).forgetting(options.fresh());
    }

    private static JobClient submit(EmbeddedPlatform platform) {
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        JobConfig config = JobConfig.defaults(platform.connection()).withCheckpointing(CHECKPOINTING);
        try {
            TransactionTimeout.checkBroker(config);
            StreamJob.build(env, config);
            return env.executeAsync("ZeroStream");
        } catch (Exception e) {
            // executeAsync declares Exception
            throw new UserException("Flink refused the job: " + e.getMessage(), e);
        }
    }

    KafkaConnection kafka() {
        return platform.connection();
    }

    URI flink() {
        return platform.flinkWebUi();
    }

    URI gateway() {
        return gateway.url();
    }

    /**
     * Tells people what goes wrong and what is right again. Nothing while it is being closed from another thread.
     *
     * @throws UserException when the job is no longer running
     */
    void look() throws InterruptedException {
        if (closing) {
            return;
        }
        problems.look();
        try {
            if (job.getJobStatus().get().isTerminalState() && !closing) {
                throw new UserException("the Flink job ended; the reason is in the log");
            }
        } catch (ExecutionException | IllegalStateException e) {
            // the second: it was shut down while it was asked
            if (!closing) {
                throw new UserException("Flink does not answer any more", e);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        started.close();
    }
}
