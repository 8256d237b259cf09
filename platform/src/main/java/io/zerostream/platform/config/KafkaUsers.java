package io.zerostream.platform.config;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who may come to a Kafka that asks: over SASL_SSL with SCRAM-SHA-512, and with Kafka's own authorizer, so that each may do
 * what an ACL says and nothing else.
 *
 * @param passwords by name; letters, digits, {@code -} and {@code _}. {@link #ADMIN} is there by itself and may do everything
 */
public record KafkaUsers(Map<String, String> passwords) {
    /** Who makes the topics, and the broker itself. */
    public static final String ADMIN = "admin";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    /** @throws PlatformException naming the user that cannot be */
    public KafkaUsers {
        passwords = Map.copyOf(passwords);
        passwords.forEach((name, password) -> {
            if (!PLAIN.matcher(name).matches() || !PLAIN.matcher(password).matches() || name.equals(ADMIN)) {
                throw new PlatformException("Kafka's user '" + name + "' cannot be made: name and password are letters,"
                        + " digits, - and _, and '" + ADMIN + "' is there already");
            }
        });
    }

    /** What a client's {@code sasl.jaas.config} says of a user. */
    public static String login(String name, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + name + "\" password=\""
                + password + "\";";
    }
}
