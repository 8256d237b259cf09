package io.zerostream.job.config;

import io.zerostream.schemas.KafkaRefusal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to start with {@code sink.transaction-timeout} out of bounds. Too short, and Kafka aborts labels that a checkpoint
 * holds as written while the job restarts: they are lost. Too long, and the broker refuses the sinks.
 */
public final class TransactionTimeout {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionTimeout.class);
    private static final String KEY = "sink.transaction-timeout";
    private static final String BROKER_KEY = "transaction.max.timeout.ms";
    private static final Duration ANSWER = Duration.ofSeconds(15);
    /** For new task managers to be found, tasks to be deployed, state to be restored. */
    private static final Duration DEPLOYING = Duration.ofSeconds(30);

    private TransactionTimeout() {}

    /**
     * Against what a restart can take with these Flink settings: one checkpoint interval, a task manager's death unnoticed
     * for the whole heartbeat timeout, the longest delay of the restart strategy, and deploying.
     *
     * @throws JobConfigException with the sum, when the timeout is shorter
     */
    public static void check(Checkpointing config, ReadableConfig flink) {
        if (config.delivery() != Delivery.EXACTLY_ONCE) {
            return;
        }
        Duration unnoticed = flink.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT);
        Duration delay = restartDelay(flink);
        Duration least = config.interval().plus(unnoticed).plus(delay).plus(DEPLOYING);
        if (config.transactionTimeout().compareTo(least) < 0) {
            throw new JobConfigException(
                    KEY,
                    config.transactionTimeout()
                            + " is shorter than a restart can take, and what Kafka aborts meanwhile is"
                            + " lost: checkpoint.interval " + config.interval() + " + Flink's heartbeat.timeout "
                            + unnoticed + " + restart delay " + delay + " + deploying " + DEPLOYING + " = " + least
                            + "; make it at least that");
        }
    }

    private static Duration restartDelay(ReadableConfig flink) {
        String strategy =
                flink.getOptional(RestartStrategyOptions.RESTART_STRATEGY).orElse("exponential-delay");
        return switch (strategy.toLowerCase(Locale.ROOT)) {
            case "none", "off", "disable" -> Duration.ZERO;
            case "fixed-delay", "fixeddelay" -> flink.get(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY);
            case "failure-rate", "failurerate" -> flink.get(RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_DELAY);
            default -> flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF);
        };
    }

    /**
     * Against what the broker allows. A broker that does not answer, or does not tell, is warned about in the log: the job
     * itself waits for brokers. One that does not let us in will not let the job in either.
     *
     * @throws JobConfigException when the timeout is longer, or we are not let in
     */
    public static void checkBroker(JobConfig config) throws InterruptedException {
        if (config.checkpointing().delivery() != Delivery.EXACTLY_ONCE) {
            return;
        }
        try (Admin admin = config.kafka().admin(Map.of())) {
            Duration allowed = Duration.ofMillis(
                    Long.parseLong(brokerSettings(admin).get(BROKER_KEY).value()));
            Duration wanted = config.checkpointing().transactionTimeout();
            if (wanted.compareTo(allowed) > 0) {
                throw new JobConfigException(
                        KEY,
                        wanted + " is more than the broker allows (" + BROKER_KEY + " = " + allowed
                                + "): lower it, or raise the broker's");
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // it need not tell its settings to everybody
            Optional<String> refusal = KafkaRefusal.describe(config.kafka(), e)
                    .filter(words -> !(e.getCause() instanceof AuthorizationException));
            if (refusal.isPresent()) {
                throw new JobConfigException("kafka", refusal.get());
            }
            LOG.warn(
                    "cannot ask the broker for {}, so {} is not checked against it: {}", BROKER_KEY, KEY, e.toString());
        }
    }

    private static Config brokerSettings(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        long millis = ANSWER.toMillis();
        String broker = admin.describeCluster()
                .nodes()
                .get(millis, TimeUnit.MILLISECONDS)
                .iterator()
                .next()
                .idString();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
        Config settings = admin.describeConfigs(List.of(resource))
                .all()
                .get(millis, TimeUnit.MILLISECONDS)
                .get(resource);
        return Objects.requireNonNull(settings, "Kafka answers for what it was asked");
    }
}
