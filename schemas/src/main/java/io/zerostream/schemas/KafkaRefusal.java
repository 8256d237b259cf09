package io.zerostream.schemas;

import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What Kafka's clients throw when they are not let in, in words: they name neither the address nor what to do. */
public final class KafkaRefusal {
    private static final String RIGHTS = "give its user the rights of docs/operations.md (Security)";

    private KafkaRefusal() {}

    /**
     * What was wrong, where, what to do.
     *
     * @param kafka that was asked
     * @param problem or what it was wrapped in
     * @return empty when it is about something else
     */
    public static Optional<String> describe(KafkaConnection kafka, Throwable problem) {
        for (@Nullable Throwable e = problem; e != null; e = e.getCause()) {
            Optional<String> words = words("Kafka at " + kafka.bootstrapServers(), e);
            if (words.isPresent()) {
                return words;
            }
        }
        return Optional.empty();
    }

    /** The same, where a broker that does not answer counts too. */
    public static Optional<String> describeOrAway(KafkaConnection kafka, Throwable problem) {
        Optional<String> refusal = describe(kafka, problem);
        for (@Nullable Throwable e = problem; refusal.isEmpty() && e != null; e = e.getCause()) {
            if (e instanceof TimeoutException) {
                return Optional.of("Kafka at " + kafka.bootstrapServers() + " does not answer (" + e.getMessage()
                        + "): check that it runs, that the address is right, and that kafka.client.security.protocol is"
                        + " the one of its port");
            }
        }
        return refusal;
    }

    private static Optional<String> words(String kafka, Throwable e) {
        if (e instanceof SslAuthenticationException) {
            return Optional.of("no trust between us and " + kafka + " (" + root(e)
                    + "): check kafka.client.ssl.truststore.location, the certificate's dates and names, and, where it"
                    + " asks for ours, kafka.client.ssl.keystore.location");
        }
        if (e instanceof AuthenticationException) {
            return Optional.of(kafka + " does not let us in (" + e.getMessage()
                    + "): check kafka.client.security.protocol, kafka.client.sasl.mechanism, and user and password in"
                    + " kafka.client.sasl.jaas.config");
        }
        if (e instanceof GroupAuthorizationException group) {
            return Optional.of(kafka + " forbids it (group " + group.groupId() + "): " + RIGHTS);
        }
        if (e instanceof AuthorizationException) {
            return Optional.of(kafka + " forbids it (" + e.getMessage() + "): " + RIGHTS);
        }
        if (e instanceof ConfigException || isNotMade(e)) {
            return Optional.of(
                    "no client of " + kafka + " can be made (" + root(e) + "): mend the kafka.client settings");
        }
        return Optional.empty();
    }

    /** Kafka's clients say so of themselves, and the reason is in the cause. */
    private static boolean isNotMade(Throwable e) {
        return e instanceof KafkaException
                && e.getMessage() != null
                && e.getCause() != null
                && (e.getMessage().startsWith("Failed to construct kafka")
                        || e.getMessage().startsWith("Failed to create new KafkaAdminClient"));
    }

    /** The words of the innermost cause. */
    static String root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.toString() : message;
    }
}
