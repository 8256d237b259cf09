package io.zerostream.cli.demo;

import io.zerostream.cameras.CameraWorker;
import io.zerostream.cameras.config.CamerasConfig;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.gateway.Gateway;
import io.zerostream.job.config.JobConfig;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Opened;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** The whole system on this machine: platform, job, gateway. Closing ends all of it, last started first. */
final class DemoSystem implements AutoCloseable {
    private final Opened started = new Opened();
    private final EmbeddedPlatform platform;
    private final DemoJob job;
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
     * @param reserved where it is
     * @param out takes lines for people
     * @throws io.zerostream.platform.config.PlatformException when Kafka, the registry or Flink does not come up
     * @throws io.zerostream.gateway.config.GatewayException when the gateway's port is taken
     */
    DemoSystem(EmbeddedPlatform.Reserved reserved, DemoOptions options, Publishing publishing, Consumer<String> out) {
        try {
            platform = started.add(reserved.start());
            publishing.publish(platform.connection());
            JobConfig config = options.job().withKafka(platform.connection());
            job = started.add(new DemoJob(platform, config, !options.headless(), out));
            gateway = started.add(Gateway.start(options.gateway()
                    .withKafka(platform.connection())
                    .withDeployment(config.deployment())
                    .withFlinkUrl(platform.flinkWebUi().toString())));
            if (!options.headless()) {
                Home home = new Home(options.home());
                started.add(new CameraWorker(
                        CamerasConfig.of(platform.connection(), "demo", home.cameraSecrets(), home.videos())));
            }
            problems = new ToldProblems(gateway::problems, out);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static PlatformConfig platform(DemoOptions options) {
        PlatformConfig config =
                PlatformConfig.at(options.home()).withPorts(options.ports()).forgetting(options.fresh());
        return config.withSlots(
                Math.max(config.slots(), options.job().parallelism().widest()));
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
            if (job.status().isTerminalState() && !closing) {
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
