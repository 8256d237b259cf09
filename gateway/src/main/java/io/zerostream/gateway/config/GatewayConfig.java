package io.zerostream.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.KafkaConnection;
import java.time.Duration;
import java.util.Map;

/**
 * Everything a gateway needs to know. {@link GatewaySettings} reads all but the first.
 *
 * @param kafka where the topics and the schema registry are
 * @param host address to listen on; any but a loopback one needs {@link #access} to say who may do what
 * @param port port to listen on, 0 to 65535; 0 = a free one
 * @param defaultClassSet class set of requests that name none, as long as the deployment does not name one
 * @param deployment the deployment whose model is shown as the active one
 * @param images what uploads to refuse
 * @param uploadsInFlight uploads taken at once, at least 1; further ones are asked to come again
 * @param uploads what one upload may bring
 * @param http what clients may take of the HTTP server
 * @param access who may do what
 * @param live how much the console remembers
 * @param history how much of the past it remembers
 * @param lens what it may cost to look into a model
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
        AccessSettings access,
        LiveLimits live,
        HistoryLimits history,
        LensLimits lens,
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
                AccessSettings.defaults(),
                LiveLimits.defaults(),
                HistoryLimits.defaults(),
                LensLimits.defaults(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                NOT_ASKED);
    }

    /** The same on another Kafka. */
    public GatewayConfig withKafka(KafkaConnection connection) {
        return new GatewayConfig(
                connection,
                host,
                port,
                defaultClassSet,
                deployment,
                images,
                uploadsInFlight,
                uploads,
                http,
                access,
                live,
                history,
                lens,
                startTimeout,
                writeTimeout,
                stalledAfter,
                flinkUrl);
    }

    /** The same on another address. */
    public GatewayConfig withAddress(String newHost, int newPort) {
        return with(Map.of("host", text(newHost), "port", IntNode.valueOf(newPort)));
    }

    /** The same, showing another deployment. */
    public GatewayConfig withDeployment(String name) {
        return with(Map.of("deployment", text(name)));
    }

    /** The same with another patience with a job that finishes nothing. */
    public GatewayConfig withStalledAfter(Duration patience) {
        return with(Map.of("stalled-after", text(patience.toString())));
    }

    /** The same, asking Flink there whether the job runs. */
    public GatewayConfig withFlinkUrl(String address) {
        return with(Map.of("flink-url", text(address)));
    }

    /** The same, reached by people at another address. */
    public GatewayConfig withPublicUrl(String address) {
        return with(Map.of("access.public-url", text(address)));
    }

    /** The same with the access file. */
    public GatewayConfig withAccessFile(String file) {
        return with(Map.of("access.file", text(file)));
    }

    private GatewayConfig with(Map<String, JsonNode> values) {
        return KeyedRecord.over(this, values);
    }

    private static JsonNode text(String value) {
        return TextNode.valueOf(value);
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
