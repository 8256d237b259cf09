package io.zerostream.job.config;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Everything that can be set about the job. Immutable; start from {@link #defaults} and replace groups. The same keys
 * work as file entries, environment variables and flags: see {@code StreamJobMain}.
 *
 * @param kafka where Kafka and the schema registry are and how they are reached ({@code kafka.…})
 * @param deployment the {@code Deployment} to follow; also part of the sinks' transactional ids ({@code deployment})
 * @param batching when a batch goes to the model
 * @param checkpointing how often, and what the sinks promise
 * @param eventTime how {@code captured_at} is read
 * @param images which pictures are refused unseen and what decoding may take ({@code images.…})
 * @param uris which pictures the job fetches itself
 * @param latencyBudget pictures that waited longer since their Kafka timestamp become dead letters with reason SHED; zero
 *     = none does ({@code latency-budget})
 * @param deadLetters what dead letters hold of the pictures that they are about ({@code dead-letters.content})
 * @param drift when statistics raise the alarm flag
 * @param sightings when a class has appeared before a source, and when it has left
 * @param parallelism how wide each part is
 * @param swapTimeout how long a deployment may take from the first subtask that wants it to the last that is ready,
 *     before it is given up and what served goes on ({@code swap.timeout})
 */
public record JobConfig(
        KafkaConnection kafka,
        String deployment,
        Batching batching,
        Checkpointing checkpointing,
        EventTime eventTime,
        ImageLimits images,
        UriPolicy uris,
        Duration latencyBudget,
        DeadLetterContent deadLetters,
        DriftLimits drift,
        SightingSettings sightings,
        Parallelism parallelism,
        Duration swapTimeout) {
    private static final Duration DEFAULT_SWAP_TIMEOUT = Duration.ofMinutes(5);

    /** @throws JobConfigException naming the key that is empty, or does not go with the others */
    public JobConfig {
        Checks.notBlank("kafka.bootstrap-servers", kafka.bootstrapServers());
        Checks.notBlank("kafka.registry-url", kafka.registryUrl());
        Checks.notBlank("deployment", deployment);
        Checks.notNegative("latency-budget", latencyBudget);
        Checks.positive("swap.timeout", swapTimeout);
        if (drift.baseline().isEmpty()) {
            eventTime.checkReferences();
        }
    }

    /** Defaults for everything but the addresses. */
    public static JobConfig defaults(KafkaConnection kafka) {
        return new JobConfig(
                kafka,
                "default",
                Batching.DEFAULT,
                Checkpointing.DEFAULT,
                EventTime.DEFAULT,
                ImageLimits.defaults(),
                UriPolicy.DEFAULT,
                Duration.ZERO,
                DeadLetterContent.KEEP,
                DriftLimits.DEFAULT,
                SightingSettings.DEFAULT,
                Parallelism.DEFAULT,
                DEFAULT_SWAP_TIMEOUT);
    }

    /**
     * Settings as the job's own command takes them.
     *
     * @param args {@code --config FILE}, {@code --key value} and {@code --key=value}
     * @param environment variables; those named {@code ZEROSTREAM_JOB_…} count
     * @throws JobConfigException for a key that does not exist, with the nearest one, or a value that cannot be
     */
    public static JobConfig read(String[] args, Map<String, String> environment) {
        return Settings.read(args, environment, ConfigKey.defaults());
    }

    /**
     * The same with other defaults.
     *
     * @param defaults what counts where nothing is set
     */
    public static JobConfig read(String[] args, Map<String, String> environment, JobConfig defaults) {
        return Settings.read(args, environment, defaults);
    }

    /** The same on another Kafka, or by another way to it. */
    public JobConfig withKafka(KafkaConnection other) {
        return with(parts -> parts.kafka = other);
    }

    /** The same, following another deployment. */
    public JobConfig withDeployment(String name) {
        return with(parts -> parts.deployment = name);
    }

    /** The same with other batches. */
    public JobConfig withBatching(Batching other) {
        return with(parts -> parts.batching = other);
    }

    /** The same with other checkpoints. */
    public JobConfig withCheckpointing(Checkpointing other) {
        return with(parts -> parts.checkpointing = other);
    }

    /** The same with another reading of time. */
    public JobConfig withEventTime(EventTime other) {
        return with(parts -> parts.eventTime = other);
    }

    /** The same with other limits of pictures. */
    public JobConfig withImages(ImageLimits other) {
        return with(parts -> parts.images = other);
    }

    /** The same with another allow-list. */
    public JobConfig withUris(UriPolicy other) {
        return with(parts -> parts.uris = other);
    }

    /** The same with another budget of time for a picture; zero = none. */
    public JobConfig withLatencyBudget(Duration other) {
        return with(parts -> parts.latencyBudget = other);
    }

    /** The same with more or less in its dead letters. */
    public JobConfig withDeadLetters(DeadLetterContent other) {
        return with(parts -> parts.deadLetters = other);
    }

    /** The same with other limits of drift. */
    public JobConfig withDrift(DriftLimits other) {
        return with(parts -> parts.drift = other);
    }

    /** The same with other settings of sightings. */
    public JobConfig withSightings(SightingSettings other) {
        return with(parts -> parts.sightings = other);
    }

    /** The same with another width. */
    public JobConfig withParallelism(Parallelism other) {
        return with(parts -> parts.parallelism = other);
    }

    /** The same with another patience with subtasks that are not ready for a deployment. */
    public JobConfig withSwapTimeout(Duration other) {
        return with(parts -> parts.swapTimeout = other);
    }

    private JobConfig with(Consumer<Parts> change) {
        Parts parts = new Parts(this);
        change.accept(parts);
        return parts.whole();
    }

    /** The same to be changed, so that each method above names what it changes and nothing else. */
    private static final class Parts {
        private KafkaConnection kafka;
        private String deployment;
        private Batching batching;
        private Checkpointing checkpointing;
        private EventTime eventTime;
        private ImageLimits images;
        private UriPolicy uris;
        private Duration latencyBudget;
        private DeadLetterContent deadLetters;
        private DriftLimits drift;
        private SightingSettings sightings;
        private Parallelism parallelism;
        private Duration swapTimeout;

        Parts(JobConfig whole) {
            kafka = whole.kafka;
            deployment = whole.deployment;
            batching = whole.batching;
            checkpointing = whole.checkpointing;
            eventTime = whole.eventTime;
            images = whole.images;
            uris = whole.uris;
            latencyBudget = whole.latencyBudget;
            deadLetters = whole.deadLetters;
            drift = whole.drift;
            sightings = whole.sightings;
            parallelism = whole.parallelism;
            swapTimeout = whole.swapTimeout;
        }

        JobConfig whole() {
            return new JobConfig(
                    kafka,
                    deployment,
                    batching,
                    checkpointing,
                    eventTime,
                    images,
                    uris,
                    latencyBudget,
                    deadLetters,
                    drift,
                    sightings,
                    parallelism,
                    swapTimeout);
        }
    }
}
