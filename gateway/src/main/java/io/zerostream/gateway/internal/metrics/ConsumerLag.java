package io.zerostream.gateway.internal.metrics;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.KafkaRefusal;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a consumer group has come and how many pictures it has before it, by Kafka's own account: what the job itself
 * says ends with the job. The gauges {@code kafka_consumergroup_lag} and {@code kafka_consumergroup_current_offset} have
 * the names and labels that Kafka exporters use; where one runs already, the same alert rules work with it.
 *
 * <p>Asks Kafka on a thread of its own. While Kafka cannot be asked there are no gauges rather than old ones, and
 * {@link #problem} says so; it also says when topics are missing, or the group stands still though pictures wait.
 */
public final class ConsumerLag implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLag.class);
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final KafkaConnection kafka;
    private final String group;
    private final List<String> topics;
    private final Standstill standstill;
    private final Admin admin;
    private final Gauge lag;
    private final Gauge committed;
    private final ScheduledExecutorService executor;
    private volatile @Nullable String problem;
    private volatile @Nullable String hindrance;
    private volatile @Nullable Long waits;
    private boolean away;

    /**
     * Starts asking.
     *
     * @param kafka which is asked
     * @param group whose lag on {@link Topics#IMAGES}
     * @param topics that must be there, {@code images} among them
     * @param answerWithin how long an answer of Kafka may take
     * @param stalledAfter how long the group may stand still while pictures wait before that is a problem
     */
    public ConsumerLag(
            PrometheusRegistry metrics,
            KafkaConnection kafka,
            String group,
            List<String> topics,
            Duration answerWithin,
            Duration stalledAfter) {
        this.kafka = kafka;
        this.group = group;
        this.topics = List.copyOf(topics);
        this.standstill = new Standstill(stalledAfter);
        admin = kafka.admin(answerWithin);
        lag = gauge("kafka_consumergroup_lag", "Records that the group has not committed yet", metrics);
        committed = gauge("kafka_consumergroup_current_offset", "Offset that the group has committed", metrics);
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gateway-lag");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::update, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Gauge gauge(String name, String help, PrometheusRegistry metrics) {
        return Gauge.builder()
                .name(name)
                .help(help)
                .labelNames("consumergroup", "topic", "partition")
                .register(metrics);
    }

    private void update() {
        try {
            read();
            if (away) {
                LOG.info("the lag of {} is known again", group);
            }
            away = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException | Error e) {
            // whatever it is: one that escaped would end the asking, and all would stand as it was said last
            lag.clear();
            committed.clear();
            waits = null;
            if (!away) {
                LOG.warn("Kafka does not say how far {} is; asking again every {}", group, BETWEEN, e);
            }
            away = true;
            hindrance = hindrance(e.getCause());
            problem = KafkaRefusal.describe(kafka, e)
                    .orElseGet(() -> "Kafka at " + kafka.bootstrapServers()
                            + (e.getCause() instanceof RetriableException
                                    ? " does not answer: until it does, pictures can neither be sent nor labelled"
                                    : " does not say how far the job is: " + e.getMessage()));
        }
    }

    /** What is wrong with Kafka or the job, as far as can be told from here, if anything. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Pictures that the group has before it, as Kafka said last; empty while it says nothing. */
    public OptionalLong waiting() {
        Long known = waits;
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    /**
     * What of Kafka keeps pictures from being taken, in words that name no address, if anything. A right that is missing to
     * know the lag does not.
     */
    public Optional<String> hindrance() {
        return Optional.ofNullable(hindrance);
    }

    private static @Nullable String hindrance(@Nullable Throwable cause) {
        if (cause instanceof RetriableException) {
            return "Kafka does not answer";
        }
        return cause instanceof AuthenticationException ? "Kafka does not let this gateway in" : null;
    }

    private void read() throws ExecutionException, InterruptedException {
        List<String> missing = missingTopics();
        if (!missing.isEmpty()) {
            problem = "Kafka at " + kafka.bootstrapServers() + " has no topic " + String.join(", ", missing)
                    + ", or does not let this user see it: create them (zerostream topics create) and publish again what was in them";
            hindrance = "Kafka has no topic " + String.join(", ", missing);
            lag.clear();
            committed.clear();
            waits = null;
            return;
        }
        List<TopicPartition> partitions = partitions();
        // what is committed first: what comes in meanwhile makes the lag a little too large, never negative
        Map<TopicPartition, OffsetAndMetadata> positions = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> committedTo = new HashMap<>();
        long waiting = 0;
        for (TopicPartition partition : partitions) {
            String[] labels = {group, partition.topic(), Integer.toString(partition.partition())};
            OffsetAndMetadata position = positions.get(partition);
            if (position != null) {
                committed.labelValues(labels).set((double) position.offset());
                committedTo.put(partition, position.offset());
            }
            // where it has committed nothing, or what it committed has been deleted since, it goes on at the first
            long next = Math.max(position == null ? 0 : position.offset(), first.getOrDefault(partition, 0L));
            long before = Math.max(0, end.getOrDefault(partition, next) - next);
            lag.labelValues(labels).set((double) before);
            waiting += before;
        }
        waits = waiting;
        problem = stall(committedTo, waiting);
        hindrance = null;
    }

    private List<String> missingTopics() throws ExecutionException, InterruptedException {
        Set<String> there = admin.listTopics().names().get();
        return topics.stream().filter(topic -> !there.contains(topic)).toList();
    }

    private @Nullable String stall(Map<TopicPartition, Long> committedTo, long waiting) {
        return standstill
                .observe(committedTo, waiting, Instant.now())
                .map(since -> "pictures wait and the job (consumer group '" + group + "') has finished none since "
                        + since.truncatedTo(ChronoUnit.SECONDS)
                        + ": see its state and exceptions in Flink's web interface, and whether a model is deployed")
                .orElse(null);
    }

    private List<TopicPartition> partitions() throws ExecutionException, InterruptedException {
        String topic = Topics.IMAGES.name();
        TopicDescription found = Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic),
                "Kafka tells of what it is asked");
        return found.partitions().stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), p -> which)))
                .all()
                .get()
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
