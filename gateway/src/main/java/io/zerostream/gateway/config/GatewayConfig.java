package io.zerostream.gateway.config;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.KafkaConnection;
import java.time.Duration;

/**
 * Everything a gateway needs to know. {@link GatewaySettings} reads all but the first from a file.
 *
 * @param kafka where the topics and the schema registry are
 * @param host address to listen on; loopback unless there is a reason, for the gateway asks nobody who they are
 * @param port port to listen on, 0 to 65535; 0 = a free one
 * @param defaultClassSet class set of requests that name none, as long as the deployment does not name one
 * @param deployment the deployment whose model is shown as the active one
 * @param images what uploads to refuse
 * @param uploadsInFlight uploads taken at once, at least 1; further ones are asked to come again
 * @param uploads what one upload may bring
 * @param http what clients may take of the HTTP server
 * @param live how much the console remembers
 * @param startTimeout longest time to reach Kafka and read the registries, above 0
 * @param writeTimeout longest time for a write to be acknowledged and read back, above 0
 * @param stalledAfter how long the job may finish no picture while some wait before the status is degraded, above 0;
 *     more than its {@code checkpoint.interval}, for it says with a checkpoint what it has finished
 * @param flinkUrl address of Flink's REST, to ask whether the job runs; {@link #NOT_ASKED} = Flink is not asked
 */
public record GatewayConfig(
        KafkaConnection kafka,
        String host,
        int port,
        String defaultClassSet,
        String deployment,
        ImageLimits images,
        int uploadsInFlight,
        UploadLimits uploads,
        HttpLimits http,
        LiveLimits live,
        Duration startTimeout,
        Duration writeTimeout,
        Duration stalledAfter,
        String flinkUrl) {
    /** Flink is not asked whether the job runs. */
    public static final String NOT_ASKED = "none";

    private static final int LARGEST_PORT = 65_535;

    /** @throws GatewayException naming the key that is out of range */
    public GatewayConfig {
        notBlank("host", host);
        notBlank("default-class-set", defaultClassSet);
        notBlank("deployment", deployment);
        if (port < 0 || port > LARGEST_PORT) {
            throw new GatewayException("port is " + port + "; it must be 0 (a free one) to " + LARGEST_PORT);
        }
        if (uploadsInFlight < 1) {
            throw new GatewayException("uploads-in-flight is " + uploadsInFlight + "; it must be at least 1");
        }
        aboveZero("start-timeout", startTimeout);
        aboveZero("write-timeout", writeTimeout);
        aboveZero("stalled-after", stalledAfter);
        if (!flinkUrl.equals(NOT_ASKED) && !flinkUrl.matches("https?://[^/\\s]+.*")) {
            throw new GatewayException(
                    "flink-url is '" + flinkUrl + "'; write for example http://jobmanager:8081, or " + NOT_ASKED);
        }
        if (flinkUrl.contains("@")) {
            throw new GatewayException("flink-url holds a user or a password, which the status would show: Flink is"
                    + " asked without one");
        }
    }

    /** A free port of 127.0.0.1, class set "flags", deployment "default", 16 uploads at once, 60 s to start, 20 s a write, 60 s without progress, Flink not asked. */
    public static GatewayConfig defaults(KafkaConnection kafka) {
        return new GatewayConfig(
                kafka,
                "127.0.0.1",
                0,
                "flags",
                "default",
                ImageLimits.defaults(),
                16,
                UploadLimits.defaults(),
                HttpLimits.defaults(),
                LiveLimits.defaults(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                NOT_ASKED);
    }

    /** The same on another address. */
    public GatewayConfig withAddress(String newHost, int newPort) {
        return new GatewayConfig(
                kafka,
                newHost,
                newPort,
                defaultClassSet,
                deployment,
                images,
                uploadsInFlight,
                uploads,
                http,
                live,
                startTimeout,
                writeTimeout,
                stalledAfter,
                flinkUrl);
    }

    /** The same, showing another deployment. */
    public GatewayConfig withDeployment(String name) {
        return new GatewayConfig(
                kafka,
                host,
                port,
                defaultClassSet,
                name,
                images,
                uploadsInFlight,
                uploads,
                http,
                live,
                startTimeout,
                writeTimeout,
                stalledAfter,
                flinkUrl);
    }

    /** The same with another patience with a job that finishes nothing. */
    public GatewayConfig withStalledAfter(Duration patience) {
        return new GatewayConfig(
                kafka,
                host,
                port,
                defaultClassSet,
                deployment,
                images,
                uploadsInFlight,
                uploads,
                http,
                live,
                startTimeout,
                writeTimeout,
                patience,
                flinkUrl);
    }

    /** The same, asking Flink there whether the job runs. */
    public GatewayConfig withFlinkUrl(String address) {
        return new GatewayConfig(
                kafka,
                host,
                port,
                defaultClassSet,
                deployment,
                images,
                uploadsInFlight,
                uploads,
                http,
                live,
                startTimeout,
                writeTimeout,
                stalledAfter,
                address);
    }

    private static void notBlank(String key, String value) {
        if (value.isBlank()) {
            throw new GatewayException(key + " is empty; give it a value");
        }
    }

    private static void aboveZero(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new GatewayException(key + " is " + value + "; it must be above 0");
        }
    }
}
