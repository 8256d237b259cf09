package io.zerostream.platform.internal;

import io.zerostream.platform.config.Certificates;
import io.zerostream.platform.config.KafkaUsers;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import io.zerostream.schemas.KafkaClientSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A broker that asks who its clients are, and what these must say. New certificates and a new admin's password at each start. */
final class KafkaGuard {
    /** Of the listener for clients, which is what security it has. */
    static final String LISTENER = "SASL_SSL";

    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final int VALID_DAYS = 30;

    private final KafkaUsers users;
    private final String adminPassword = UUID.randomUUID().toString();
    private final Certificates certificates;

    /** @param folder for the certificates */
    KafkaGuard(KafkaUsers users, Path folder) {
        this.users = users;
        certificates = Certificates.make(folder, UUID.randomUUID().toString(), "-1d", VALID_DAYS);
    }

    /** What the broker is told beside its addresses. */
    Map<String, String> brokerSettings() {
        Map<String, String> settings = new HashMap<>(certificates.settings());
        settings.putAll(Map.of(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
                "sasl.enabled.mechanisms",
                MECHANISM,
                "sasl.mechanism.inter.broker.protocol",
                MECHANISM,
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                KafkaUsers.login(KafkaUsers.ADMIN, adminPassword),
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                // the second: the listener of the quorum, which is of this machine and asks nobody
                "super.users",
                "User:" + KafkaUsers.ADMIN + ";User:ANONYMOUS"));
        return settings;
    }

    /** Writes the users, a line each, for {@link KafkaMain}: everybody sees the arguments of a process. */
    Path write(Path folder) {
        Map<String, String> all = new HashMap<>(users.passwords());
        all.put(KafkaUsers.ADMIN, adminPassword);
        String lines = all.entrySet().stream()
                .map(user -> MECHANISM + "=[name=" + user.getKey() + ",password=" + user.getValue() + ']')
                .collect(Collectors.joining("\n"));
        try {
            return Files.writeString(folder.resolve("users"), lines);
        } catch (IOException e) {
            throw new PlatformException("cannot write Kafka's users in " + folder + ": " + Reasons.of(e), e);
        }
    }

    /** What a client must be told to be the admin. */
    KafkaClientSettings admin() {
        return new KafkaClientSettings(Map.of(
                "security.protocol",
                LISTENER,
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                KafkaUsers.login(KafkaUsers.ADMIN, adminPassword),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificates.authority().toString()));
    }
}
