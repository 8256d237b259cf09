package io.zerostream.job.config;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.matching.NearestNames;
import io.zerostream.schemas.ConnectionSettings;
import io.zerostream.schemas.KafkaConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Every configuration key but the many of {@link ConnectionSettings}, its default as text, and how it is printed. The same in
 * files, environment and flags.
 */
public enum ConfigKey {
    BOOTSTRAP_SERVERS(ConnectionSettings.BOOTSTRAP_SERVERS, c -> c.kafka().bootstrapServers()),
    REGISTRY_URL(ConnectionSettings.REGISTRY_URL, c -> c.kafka().registryUrl()),
    DEPLOYMENT("deployment", JobConfig::deployment),
    BATCH_MAX_SIZE("batch.max-size", c -> c.batching().maxSize()),
    BATCH_MAX_DELAY("batch.max-delay", c -> c.batching().maxDelay()),
    BATCH_TARGET_LATENCY("batch.target-latency", c -> c.batching().targetLatency()),
    BATCH_TIME_LIMIT("batch.time-limit", c -> c.batching().timeLimit()),
    CHECKPOINT_INTERVAL("checkpoint.interval", c -> c.checkpointing().interval()),
    CHECKPOINT_TIMEOUT("checkpoint.timeout", c -> c.checkpointing().timeout()),
    CHECKPOINT_TOLERABLE_FAILURES(
            "checkpoint.tolerable-failures", c -> c.checkpointing().tolerableFailures()),
    DELIVERY("sink.delivery", c -> c.checkpointing().delivery()),
    TRANSACTION_TIMEOUT("sink.transaction-timeout", c -> c.checkpointing().transactionTimeout()),
    OUT_OF_ORDERNESS("time.out-of-orderness", c -> c.eventTime().outOfOrderness()),
    CLOCK_TOLERANCE("time.clock-tolerance", c -> c.eventTime().clockTolerance()),
    IDLENESS("time.idleness", c -> c.eventTime().idleness()),
    WINDOW("stats.window", c -> c.eventTime().window()),
    SLIDING_WINDOW("stats.sliding-window", c -> c.eventTime().slidingWindow()),
    SLIDE("stats.slide", c -> c.eventTime().slide()),
    IMAGES_MAX_BYTES("images.max-bytes", c -> c.images().maxBytes()),
    IMAGES_MAX_PIXELS("images.max-pixels", c -> c.images().maxPixels()),
    IMAGES_DECODE_MEMORY("images.decode-memory", c -> c.images().maxMemory()),
    IMAGES_MAX_WORK("images.max-work", c -> c.images().maxWork()),
    IMAGES_MAX_TIME("images.max-time", c -> c.images().maxTime()),
    URI_ALLOW("uri.allow", c -> Settings.join(c.uris().allowed())),
    URI_ALLOW_PRIVATE("uri.allow-private", c -> Settings.join(c.uris().allowedPrivate())),
    URI_HEADERS_FILE("uri.headers-file", c -> c.uris().headersFile()),
    URI_TIMEOUT("uri.timeout", c -> c.uris().timeout()),
    URI_CONCURRENT("uri.concurrent", c -> c.uris().concurrent()),
    URI_WAITING("uri.waiting", c -> c.uris().waiting()),
    LATENCY_BUDGET("latency-budget", JobConfig::latencyBudget),
    DEAD_LETTERS_CONTENT("dead-letters.content", JobConfig::deadLetters),
    DRIFT_FALSE_ALARMS("drift.false-alarms", c -> c.drift().falseAlarms()),
    DRIFT_PSI("drift.psi", c -> c.drift().psi()),
    DRIFT_JENSEN_SHANNON("drift.jensen-shannon", c -> c.drift().jensenShannon()),
    DRIFT_UNKNOWN_SHARE("drift.unknown-share", c -> c.drift().unknownShare()),
    DRIFT_MIN_LABELS("drift.min-labels", c -> c.drift().minLabels()),
    DRIFT_BASELINE("drift.baseline", c -> c.drift().baseline()),
    SIGHTINGS_ENABLED("sightings.enabled", c -> c.sightings().enabled()),
    SIGHTINGS_SMOOTHING("sightings.smoothing", c -> c.sightings().smoothing()),
    SIGHTINGS_MIN_LABELS("sightings.min-labels", c -> c.sightings().minLabels()),
    SIGHTINGS_ON("sightings.on", c -> c.sightings().on()),
    SIGHTINGS_OFF("sightings.off", c -> c.sightings().off()),
    SIGHTINGS_GAP("sightings.gap", c -> c.sightings().gap()),
    PARALLELISM_SOURCE("parallelism.source", c -> c.parallelism().source()),
    PARALLELISM_DECODE("parallelism.decode", c -> c.parallelism().decode()),
    PARALLELISM_INFERENCE("parallelism.inference", c -> c.parallelism().inference()),
    SWAP_TIMEOUT("swap.timeout", JobConfig::swapTimeout),
    PARALLELISM_LABELS("parallelism.labels", c -> c.parallelism().labels()),
    PARALLELISM_DEAD_LETTERS("parallelism.dead-letters", c -> c.parallelism().deadLetters()),
    PARALLELISM_STATS("parallelism.stats", c -> c.parallelism().stats()),
    GPU_PER_SLOT("gpu.per-slot", c -> c.parallelism().slots().gpus()),
    SLOT_CPU_CORES("slot.cpu.cores", c -> c.parallelism().slots().cpu().cores()),
    SLOT_CPU_HEAP("slot.cpu.heap", c -> c.parallelism().slots().cpu().heap()),
    SLOT_CPU_OFF_HEAP("slot.cpu.off-heap", c -> c.parallelism().slots().cpu().offHeap()),
    SLOT_CPU_MANAGED("slot.cpu.managed", c -> c.parallelism().slots().cpu().managed()),
    SLOT_GPU_CORES("slot.gpu.cores", c -> c.parallelism().slots().gpu().cores()),
    SLOT_GPU_HEAP("slot.gpu.heap", c -> c.parallelism().slots().gpu().heap()),
    SLOT_GPU_OFF_HEAP("slot.gpu.off-heap", c -> c.parallelism().slots().gpu().offHeap()),
    SLOT_GPU_MANAGED("slot.gpu.managed", c -> c.parallelism().slots().gpu().managed());

    static final String ENV_PREFIX = "ZEROSTREAM_JOB_";

    private final String key;
    private final Function<JobConfig, Object> value;

    ConfigKey(String key, Function<JobConfig, Object> value) {
        this.key = key;
        this.value = value;
    }

    /** As in files and, after {@code --}, as a flag. */
    String key() {
        return key;
    }

    /** As an environment variable: {@code batch.max-size} is {@code ZEROSTREAM_JOB_BATCH_MAX_SIZE}. */
    String env() {
        return ENV_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static boolean isEnv(String name) {
        return name.startsWith(ENV_PREFIX);
    }

    /** The key that is spelt like this, or whose environment variable is. @throws JobConfigException naming the nearest */
    static ConfigKey parse(String text) {
        return Arrays.stream(values())
                .filter(k -> k.key.equals(text) || k.env().equals(text))
                .findFirst()
                .orElseThrow(() -> new JobConfigException(
                        text,
                        "is no setting of the job; "
                                + NearestNames.hint(nearest(text), "the keys are in docs/operations.md")));
    }

    private static List<String> nearest(String text) {
        List<String> names =
                Arrays.stream(values()).map(k -> isEnv(text) ? k.env() : k.key).toList();
        return NearestNames.to(text, names).stream().limit(1).toList();
    }

    /** The value in effect, as it would be written in a file. */
    String print(JobConfig config) {
        return value.apply(config).toString();
    }

    /** Defaults of everything, for looking up what is not set. */
    public static JobConfig defaults() {
        return JobConfig.defaults(new KafkaConnection("localhost:9092", "http://localhost:8081"))
                .withImages(ImageLimits.defaults());
    }
}
