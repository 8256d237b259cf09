package io.zerostream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigTest {
    @Test
    void defaultsAndKeyNamesArePinned() {
        assertThat(Settings.print(ConfigKey.defaults())).isEqualTo("""
                        kafka.bootstrap-servers = localhost:9092
                        kafka.registry-url = http://localhost:8081
                        deployment = default
                        batch.max-size = 16
                        batch.max-delay = PT0.05S
                        batch.target-latency = PT0S
                        batch.time-limit = PT5M
                        checkpoint.interval = PT1S
                        checkpoint.timeout = PT10M
                        checkpoint.tolerable-failures = 600
                        sink.delivery = EXACTLY_ONCE
                        sink.transaction-timeout = PT10M
                        time.out-of-orderness = PT5S
                        time.clock-tolerance = PT5S
                        time.idleness = PT5S
                        stats.window = PT1M
                        stats.sliding-window = PT0S
                        stats.slide = PT1M
                        images.max-bytes = 15728640
                        images.max-pixels = 50000000
                        images.decode-memory = 268435456
                        images.max-work = 1000000000
                        images.max-time = PT30S
                        uri.allow =
                        uri.allow-private =
                        uri.headers-file =
                        uri.timeout = PT10S
                        uri.concurrent = 16
                        uri.waiting = 10000
                        latency-budget = PT0S
                        dead-letters.content = KEEP
                        drift.false-alarms = 0.001
                        drift.psi = 0.25
                        drift.jensen-shannon = 0.1
                        drift.unknown-share = 0.5
                        drift.min-labels = 50
                        drift.baseline =
                        sightings.enabled = false
                        sightings.smoothing = PT2S
                        sightings.min-labels = 3
                        sightings.on = 0.6
                        sightings.off = 0.2
                        sightings.gap = PT30S
                        parallelism.source = 1
                        parallelism.decode = 1
                        parallelism.inference = 1
                        swap.timeout = PT5M
                        parallelism.labels = 0
                        parallelism.dead-letters = 1
                        parallelism.stats = 1
                        gpu.per-slot = 0
                        slot.cpu.cores = 1.0
                        slot.cpu.heap = 512 mb
                        slot.cpu.off-heap = 0 bytes
                        slot.cpu.managed = 0 bytes
                        slot.gpu.cores = 1.0
                        slot.gpu.heap = 512 mb
                        slot.gpu.off-heap = 0 bytes
                        slot.gpu.managed = 0 bytes""");
    }

    @Test
    void noSettingsMeansDefaults() {
        assertThat(JobConfig.read(new String[0], Map.of())).isEqualTo(ConfigKey.defaults());
    }

    @Test
    void otherDefaultsCountWhereNothingIsSet() {
        JobConfig quick = ConfigKey.defaults()
                .withCheckpointing(
                        new Checkpointing(Duration.ofMillis(500), Delivery.AT_LEAST_ONCE, Duration.ofMinutes(7)));

        JobConfig config = JobConfig.read(new String[] {"--checkpoint.interval=2s"}, Map.of(), quick);

        assertThat(config.checkpointing().interval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.checkpointing().delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(config.checkpointing().transactionTimeout()).isEqualTo(Duration.ofMinutes(7));
        assertThat(JobConfig.read(new String[0], Map.of(), quick)).isEqualTo(quick);
    }

    @Test
    void flagsOutdoTheEnvironmentAndThatTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("job.properties"), "batch.max-size=1\nbatch.max-delay=1s\ndeployment=from-file\n");

        JobConfig config = JobConfig.read(
                new String[] {"--config", file.toString(), "--batch.max-size=3", "--uri.allow", "https://a.org"},
                Map.of("ZEROSTREAM_JOB_BATCH_MAX_SIZE", "2", "ZEROSTREAM_JOB_BATCH_MAX_DELAY", "20ms", "HOME", "x"));

        assertThat(config.batching()).isEqualTo(new Batching(3, Duration.ofMillis(20)));
        assertThat(config.deployment()).isEqualTo("from-file");
        assertThat(config.uris().allowed()).hasToString("[https://a.org]");
    }

    @Test
    void settingsOfKafkaAndTheRegistryPassThroughWithTheSamePrecedenceAndSecretsAreNotPrinted(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("job.properties"), """
                kafka.client.security.protocol=PLAINTEXT
                kafka.client.sasl.mechanism=PLAIN
                kafka.registry.basic.auth.user.info=u:s3cret
                """);

        JobConfig config = JobConfig.read(
                new String[] {
                    "--config",
                    file.toString(),
                    "--kafka.client.security.protocol=SASL_SSL",
                    "--kafka.registry-url=http://r"
                },
                Map.of(
                        "ZEROSTREAM_JOB_KAFKA_CLIENT_SECURITY_PROTOCOL", "SSL",
                        "ZEROSTREAM_JOB_KAFKA_CLIENT_SASL_MECHANISM", "SCRAM-SHA-512",
                        "ZEROSTREAM_JOB_KAFKA_CLIENT_SASL_JAAS_CONFIG", "password=s3cret",
                        "ZEROSTREAM_JOB_KAFKA_BOOTSTRAP_SERVERS", "k:9"));

        assertThat(config.kafka().settings())
                .isEqualTo(Map.of(
                        "kafka.bootstrap-servers", "k:9",
                        "kafka.registry-url", "http://r",
                        "kafka.client.security.protocol", "SASL_SSL",
                        "kafka.client.sasl.mechanism", "SCRAM-SHA-512",
                        "kafka.client.sasl.jaas.config", "password=s3cret",
                        "kafka.registry.basic.auth.user.info", "u:s3cret"));
        assertThat(Settings.print(config))
                .contains(
                        "kafka.client.sasl.mechanism = SCRAM-SHA-512",
                        "kafka.client.sasl.jaas.config = (hidden)",
                        "kafka.registry.basic.auth.user.info = (hidden)")
                .doesNotContain("s3cret");
        assertThat(config.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "--kafka.client.isolation.level=read_uncommitted, what was not committed must not be seen",
        "--kafka.client.transactional.id=x, how writers shut each other out",
        "--kafka.registry.user=x, is no setting of the registry",
        "--kafka.clients.sasl.mechanism=x, is no setting of the job",
    })
    void settingsOfKafkaThatTheJobMustHaveForItselfAreRefused(String flag, String why) {
        assertThatThrownBy(() -> JobConfig.read(new String[] {flag}, Map.of()))
                .isInstanceOf(JobConfigException.class)
                .hasMessageContainingAll(flag.substring(2, flag.indexOf('=')), why);
    }

    @ParameterizedTest
    @CsvSource({
        "--batch.maxsize=3, batch.max-size",
        "--checkpoint-interval=3s, checkpoint.interval",
        "--stats.windows=3s, stats.window",
    })
    void aKeyThatDoesNotExistIsRefusedWithTheNearest(String flag, String nearest) {
        assertThatThrownBy(() -> JobConfig.read(new String[] {flag}, Map.of()))
                .isInstanceOf(JobConfigException.class)
                .hasMessageContaining("did you mean " + nearest + "?");
    }

    @Test
    void anEnvironmentVariableThatDoesNotExistIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> JobConfig.read(new String[0], Map.of("ZEROSTREAM_JOB_BATCH_SIZE", "1")))
                .hasMessageContaining("did you mean ZEROSTREAM_JOB_BATCH_MAX_SIZE?");
    }

    @ParameterizedTest
    @CsvSource({
        "batch.max-size, 0",
        "batch.max-size, many",
        "batch.max-delay, 0s",
        "batch.target-latency, -1s",
        "batch.time-limit, 0s",
        "checkpoint.interval, 1ms",
        "checkpoint.timeout, 0s",
        "checkpoint.tolerable-failures, -1",
        "sink.delivery, SOMETIMES",
        "time.out-of-orderness, -1s",
        "time.clock-tolerance, -1s",
        "time.clock-tolerance, P9000000D",
        "time.idleness, 0s",
        "stats.window, soon",
        "stats.window, P7D",
        "stats.sliding-window, -1m",
        "stats.sliding-window, P7D",
        "stats.slide, 0s",
        "images.max-bytes, 0",
        "images.max-pixels, -5",
        "images.decode-memory, 0",
        "images.max-work, 0",
        "images.max-time, 0s",
        "uri.allow, ftp://a.org",
        "uri.allow, https://a.org/path",
        "uri.concurrent, 0",
        "uri.waiting, 0",
        "uri.allow-private, https://a.org/path",
        "uri.allow-private, mailto:a",
        "latency-budget, -1s",
        "dead-letters.content, some",
        "drift.false-alarms, 0",
        "drift.psi, -1",
        "drift.jensen-shannon, 2",
        "drift.unknown-share, 1.5",
        "drift.min-labels, 0",
        "sightings.enabled, yes",
        "sightings.smoothing, 0s",
        "sightings.min-labels, 0",
        "sightings.on, 1",
        "sightings.off, 0",
        "sightings.off, 0.6",
        "sightings.gap, 0s",
        "parallelism.source, 0",
        "parallelism.decode, 0",
        "parallelism.inference, 0",
        "swap.timeout, 0s",
        "parallelism.labels, -1",
        "parallelism.dead-letters, 0",
        "parallelism.stats, 0",
        "gpu.per-slot, -1",
        "gpu.per-slot, 2",
        "slot.cpu.cores, 0",
        "slot.cpu.heap, 0",
        "slot.gpu.cores, NaN",
        "slot.gpu.heap, much",
        "slot.gpu.off-heap, -1",
        "deployment, ' '",
    })
    void aBadValueIsRefusedNamingItsKey(String key, String value) {
        assertThatThrownBy(() -> JobConfig.read(new String[] {"--" + key, value}, Map.of()))
                .isInstanceOf(JobConfigException.class)
                .hasMessageStartingWith(key + ": ");
    }

    @Test
    void deadLettersHoldTheirContentUnlessTold() {
        assertThat(read().deadLetters()).isEqualTo(DeadLetterContent.KEEP);
        assertThat(read("dead-letters.content=drop").deadLetters()).isEqualTo(DeadLetterContent.DROP);
    }

    @Test
    void windowsMustBeKeptUntilTheyAreComparedUnlessThereIsABaseline() {
        assertThat(EventTime.REFERENCES_KEPT).isEqualTo(Duration.ofDays(7));
        assertThatThrownBy(() -> read("stats.window=P7D"))
                .hasMessageStartingWith("stats.window: ")
                .hasMessageContaining("less than PT168H")
                .hasMessageContaining("drift.baseline");
        // begins every four days, so that eight lie between two that do not overlap
        assertThatThrownBy(() -> read("stats.sliding-window=P5D", "stats.slide=P4D"))
                .hasMessageStartingWith("stats.sliding-window: ")
                .hasMessageContaining("PT192H before");

        assertThat(read("stats.window=167h").eventTime().window()).isEqualTo(Duration.ofHours(167));
        assertThat(read("stats.sliding-window=P6D", "stats.slide=P1D")
                        .eventTime()
                        .slide())
                .isEqualTo(Duration.ofDays(1));
        assertThat(read("stats.window=P30D", "drift.baseline=file:///baseline.json")
                        .eventTime()
                        .window())
                .isEqualTo(Duration.ofDays(30));
    }

    private static JobConfig read(String... settings) {
        return JobConfig.read(Stream.of(settings).map(s -> "--" + s).toArray(String[]::new), Map.of());
    }

    @Test
    void transactionsMustOutliveCheckpoints() {
        assertThatThrownBy(
                        () -> new Checkpointing(Duration.ofMinutes(5), Delivery.EXACTLY_ONCE, Duration.ofMinutes(10)))
                .hasMessageContaining("sink.transaction-timeout")
                .hasMessageContaining("checkpoint.interval");
        assertThat(new Checkpointing(Duration.ofMinutes(5), Delivery.AT_LEAST_ONCE, Duration.ofMinutes(10)))
                .isNotNull();
    }
}
