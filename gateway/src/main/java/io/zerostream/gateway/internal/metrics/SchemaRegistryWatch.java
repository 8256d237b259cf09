package io.zerostream.gateway.internal.metrics;

import io.zerostream.schemas.SchemaRegistryClient;
import io.zerostream.schemas.SchemaRegistryException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the schema registry again and again whether it is there, for nobody else would notice until it is needed: who knows
 * its schemas already goes on without it, and who starts does not.
 */
public final class SchemaRegistryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistryWatch.class);

    private final Consumer<Duration> question;
    private final Duration answerWithin;
    private final ScheduledExecutorService executor;
    private volatile @Nullable String problem;

    /**
     * Starts asking.
     *
     * @param between two questions
     * @param answerWithin how long an answer may take
     */
    public SchemaRegistryWatch(SchemaRegistryClient registry, Duration between, Duration answerWithin) {
        this(registry::requireAnswer, between, answerWithin);
    }

    /** @param question throws when there is no answer within the time that it is given */
    SchemaRegistryWatch(Consumer<Duration> question, Duration between, Duration answerWithin) {
        this.question = question;
        this.answerWithin = answerWithin;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gateway-schema-registry");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::ask, 0, between.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        try {
            question.accept(answerWithin);
            if (problem != null) {
                LOG.info("the schema registry answers again");
            }
            problem = null;
        } catch (RuntimeException | Error e) {
            if (executor.isShutdown()) {
                return;
            }
            // whatever it is: one that escaped would end the asking, and the status would say for ever what it said
            // last
            if (problem == null) {
                LOG.warn("the schema registry cannot be asked", e);
            }
            String why =
                    e instanceof SchemaRegistryException ? e.getMessage() : "the schema registry cannot be asked: " + e;
            problem = why + "; jobs and programs that start now wait for it";
        }
    }

    /** What is wrong with it, for people, if anything. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
