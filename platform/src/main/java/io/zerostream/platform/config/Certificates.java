package io.zerostream.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Certificates of a server on loopback, made by the JDK's keytool: an authority of its own, and one certificate that it
 * signed, for {@code localhost} and 127.0.0.1. For servers of this machine and for tests.
 *
 * @param keyStore PKCS12 with the server's key and certificate
 * @param password of the store and of the key
 * @param authority PEM of the authority, for those who are to trust the server
 */
public record Certificates(Path keyStore, String password, Path authority) {
    private static final String SERVER = "server";
    private static final String AUTHORITY = "authority";
    private static final long PATIENCE_SECONDS = 60;

    /**
     * Makes them: some seconds.
     *
     * @param folder where they go; what is there under the same names is replaced
     * @param password at least six characters
     * @param start when they begin to be valid, as keytool takes it: {@code -1d}
     * @param days how long they are valid from there
     * @throws PlatformException when keytool does not do it, with what it said
     */
    public static Certificates make(Path folder, String password, String start, int days) {
        Path keyStore = folder.resolve("server.p12");
        Path authority = folder.resolve("authority.pem");
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(keyStore);
            Path secret = Files.writeString(folder.resolve("password"), password);
            Keytool keytool = new Keytool(keyStore, secret);
            List<String> valid = List.of("-startdate", start, "-validity", Integer.toString(days), "-keyalg", "EC");
            // a name of its own: a client that trusts another authority of this name would check the wrong key
            String name = "CN=authority " + UUID.randomUUID();
            keytool.run("-genkeypair", valid, AUTHORITY, "-dname", name, "-ext", "bc:c");
            keytool.run(
                    "-genkeypair",
                    valid,
                    SERVER,
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=ip:127.0.0.1,dns:localhost",
                    "-signer",
                    AUTHORITY);
            keytool.run("-exportcert", List.of("-rfc"), AUTHORITY, "-file", authority.toString());
            keytool.run("-delete", List.of(), AUTHORITY);
        } catch (IOException e) {
            throw new PlatformException("cannot make certificates in " + folder + ": " + Reasons.of(e), e);
        }
        return new Certificates(keyStore, password, authority);
    }

    /** What a server shows by this, and whose clients it trusts: those of the same authority. */
    public SSLContext forServer() {
        ConfigDef known = new ConfigDef();
        SslConfigs.addClientSslSupport(known);
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(known.parse(settings()));
            return factory.sslContext();
        }
    }

    /** The same as Kafka takes it, of brokers and clients. */
    public Map<String, String> settings() {
        return Map.of(
                SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
                "PKCS12",
                SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
                keyStore.toString(),
                SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
                password,
                SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
                "PEM",
                SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
                authority.toString());
    }

    private record Keytool(Path keyStore, Path secret) {
        void run(String what, List<String> settings, String alias, String... more) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), what));
            command.addAll(List.of("-alias", alias, "-keystore", keyStore.toString(), "-storetype", "PKCS12"));
            // in a file: everybody sees the arguments of a process
            command.addAll(List.of("-storepass:file", secret.toString()));
            command.addAll(settings);
            command.addAll(List.of(more));
            Path said = Files.createTempFile(keyStore.getParent(), "keytool", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (!ended || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new PlatformException("keytool " + what + " made no certificate: " + Files.readString(said));
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new PlatformException("interrupted while certificates were made", e);
            }
            Files.delete(said);
        }
    }
}
