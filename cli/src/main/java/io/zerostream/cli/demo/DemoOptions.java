package io.zerostream.cli.demo;

import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.JobConfig;
import io.zerostream.platform.config.PlatformPorts;
import io.zerostream.schemas.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the demo is asked to do.
 *
 * @param home folder for everything it writes
 * @param folder pictures to stream; null for views of flags
 * @param rate pictures a second, above 0
 * @param gateway settings of the gateway; its Kafka, its Flink and its deployment are the demo's own, whatever it says
 * @param ports of Kafka, the schema registry and Flink
 * @param job settings of the job; its Kafka is the demo's own, whatever it says
 * @param train whether to train the network first
 * @param fresh whether to forget what earlier demos left
 * @param headless whether to add a class half way, account for every picture and stop
 * @param duration how long to stream; null for until the process is ended
 * @param report where to write the account; null for nowhere
 */
public record DemoOptions(
        Path home,
        @Nullable Path folder,
        double rate,
        GatewayConfig gateway,
        PlatformPorts ports,
        JobConfig job,
        boolean train,
        boolean fresh,
        boolean headless,
        @Nullable Duration duration,
        @Nullable Path report) {
    /** Labels become visible with the checkpoint that commits them, so this is most of the demo's latency. */
    private static final Checkpointing CHECKPOINTING =
            new Checkpointing(Duration.ofMillis(500), Delivery.EXACTLY_ONCE, Duration.ofMinutes(10));

    private static final KafkaConnection OWN = new KafkaConnection("the demo's", "the demo's");

    /** Settings of the job where nobody sets them. */
    public static JobConfig jobDefaults() {
        return JobConfig.defaults(OWN).withCheckpointing(CHECKPOINTING);
    }

    /** Settings of the gateway where nobody sets them. */
    public static GatewayConfig gatewayDefaults() {
        return GatewayConfig.defaults(OWN);
    }
}
