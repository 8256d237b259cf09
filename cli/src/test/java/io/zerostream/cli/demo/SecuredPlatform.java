package io.zerostream.cli.demo;

import static org.awaitility.Awaitility.await;

import io.zerostream.cli.CommandLines;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.Certificates;
import io.zerostream.platform.config.KafkaUsers;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.ConnectionSettings;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Opened;
import io.zerostream.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A platform whose Kafka asks who comes (SASL_SSL, SCRAM-SHA-512, Kafka's own authorizer), with a registry behind TLS and a
 * password. Each part of ZeroStream is a user of its own and has the rights of docs/operations.md; no topic is there yet.
 */
final class SecuredPlatform implements AutoCloseable {
    private static final List<String> USERS =
            List.of("job", "gateway", "operator", "installer", "camera", "worker", "reader", "eraser");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path home;
    private final Opened opened = new Opened();
    private final Map<String, String> passwords = new HashMap<>();
    private final String registryPassword = UUID.randomUUID().toString();
    private final List<AclBinding> rights = Rights.documented();
    private final EmbeddedPlatform platform;
    private final Certificates certificates;
    private final GuardedRegistry registry;

    SecuredPlatform(Path home) throws Exception {
        this.home = home;
        USERS.forEach(user -> passwords.put(user, UUID.randomUUID().toString()));
        try {
            platform = opened.add(EmbeddedPlatform.start(PlatformConfig.at(home).withUsers(new KafkaUsers(passwords))));
            certificates = Certificates.make(home.resolve("certificates"), "changeit", "-1d", 2);
            registry = opened.add(
                    new GuardedRegistry(platform.connection().registryUrl(), certificates, "us", registryPassword));
            for (String user : USERS) {
                write(user, user, passwords.get(user), registryPassword);
            }
            try (Admin admin = platform.connection().admin(Map.of())) {
                admin.createAcls(rights).all().get();
                // so that the installer has something to do
                List<String> names = Topics.ALL.stream().map(Topics.Topic::name).toList();
                admin.deleteTopics(names).all().get();
                await().atMost(PATIENCE)
                        .until(() -> admin.listTopics().names().get().stream().noneMatch(names::contains));
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** The embedded one, whose connection may do everything. */
    EmbeddedPlatform embedded() {
        return platform;
    }

    String registryUrl() {
        return registry.url();
    }

    List<AclBinding> rights() {
        return rights;
    }

    /** All that nobody may see. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>(passwords.values());
        secrets.add(registryPassword);
        return secrets;
    }

    KafkaConnection as(String user) {
        return read(file(user));
    }

    static KafkaConnection read(Path file) {
        return new ConnectionSettings().putFile(file).connection();
    }

    /** How a user comes in. */
    Path file(String user) {
        return home.resolve(user + ".properties");
    }

    /** How somebody comes in as a user with a wrong password. */
    Path withWrongPassword(String user) throws Exception {
        return write("wrong-" + user, user, "wrong", registryPassword);
    }

    /** How somebody comes in who has a wrong password for the registry. */
    Path withWrongRegistryPassword(String user) throws Exception {
        return write("no-registry-" + user, user, passwords.get(user), "wrong");
    }

    /** Kafka's password is in a file of its own, the registry's is written out. */
    private Path write(String name, String user, String password, String forRegistry) throws Exception {
        String authority = platform.connection().client().values().get("ssl.truststore.location");
        Path secret =
                Files.writeString(home.resolve(name + ".secret"), "jaas = " + KafkaUsers.login(user, password) + "\n");
        return Files.writeString(file(name), """
                kafka.bootstrap-servers = %s
                kafka.client.security.protocol = SASL_SSL
                kafka.client.sasl.mechanism = SCRAM-SHA-512
                kafka.client.sasl.jaas.config = ${file:%s:jaas}
                kafka.client.ssl.truststore.type = PEM
                kafka.client.ssl.truststore.location = %s
                kafka.registry-url = %s
                kafka.registry.basic.auth.user.info = us:%s
                kafka.registry.ssl.truststore.type = PEM
                kafka.registry.ssl.truststore.location = %s
                """.formatted(
                        platform.connection().bootstrapServers(),
                        secret,
                        authority,
                        registry.url(),
                        forRegistry,
                        certificates.authority()));
    }

    /** Runs a command as a user, or as a file says. */
    CommandLines.Said run(String line, Path file) {
        return CommandLines.execute(line + " --kafka-config " + file);
    }

    @Override
    public void close() {
        opened.close();
    }
}
