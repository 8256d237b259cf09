package io.zerostream.cli.client;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.KafkaRefusal;
import io.zerostream.schemas.SchemaRegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Finds out that an address is wrong before clients of it wait for a minute, or for ever, as they do for what may come back. */
public final class Reachable {
    /** Longest time for a first answer. */
    static final Duration PATIENCE = Duration.ofSeconds(7);

    private Reachable() {}

    /**
     * Asks both once, at the same time.
     *
     * @return the same connection
     * @throws UserException when Kafka or the registry does not answer within some seconds, or does not let us in, naming
     *     its address; or both
     */
    public static KafkaConnection checked(KafkaConnection connection) {
        CompletableFuture<Optional<UserException>> registry =
                CompletableFuture.supplyAsync(() -> problem(() -> askRegistry(connection)), Reachable::onItsOwn);
        Optional<UserException> kafka = problem(() -> askKafka(connection));
        List<UserException> problems =
                Stream.of(kafka, registry.join()).flatMap(Optional::stream).toList();
        if (problems.size() == 1) {
            throw problems.get(0);
        }
        if (!problems.isEmpty()) {
            throw new UserException(
                    problems.stream().map(Throwable::getMessage).collect(Collectors.joining(System.lineSeparator())),
                    problems.get(0));
        }
        return connection;
    }

    private static void onItsOwn(Runnable task) {
        Thread thread = new Thread(task, "asks-the-registry");
        thread.setDaemon(true);
        thread.start();
    }

    private static Optional<UserException> problem(Runnable asks) {
        try {
            asks.run();
            return Optional.empty();
        } catch (UserException e) {
            return Optional.of(e);
        }
    }

    private static void askKafka(KafkaConnection connection) {
        String kafka = connection.bootstrapServers();
        try (Admin admin = connection.admin(PATIENCE)) {
            try {
                admin.describeCluster().clusterId().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                // it would wait for the answer as long again
                admin.close(Duration.ZERO);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new UserException(
                    KafkaRefusal.describe(connection, e)
                            .orElse("no Kafka answers at " + kafka + " within " + PATIENCE.toSeconds()
                                    + " s: does it run, is the address right, is kafka.client.security.protocol the one of"
                                    + " its port, and has the machine time for it?"),
                    e);
        } catch (KafkaException e) {
            String reason = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
            boolean isAddress = reason.contains(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
            throw new UserException(
                    KafkaRefusal.describe(connection, e)
                            .filter(words -> !isAddress)
                            .orElse("'" + kafka + "' cannot be Kafka's address (" + reason + "): write HOST:PORT"),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("interrupted while asking Kafka at " + kafka, e);
        }
    }

    private static void askRegistry(KafkaConnection connection) {
        try {
            connection.registryClient().requireAnswer(PATIENCE);
        } catch (SchemaRegistryException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "'" + connection.registryUrl() + "' cannot be the schema registry's address (" + e.getMessage()
                            + "): write for example http://localhost:8081",
                    e);
        }
    }
}
