package io.zerostream.platform.internal;

import io.zerostream.platform.PlatformException;
import io.zerostream.schemas.SchemaRegistryClient;
import io.zerostream.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Apicurio Registry in a child JVM, on loopback, with its data in an H2 file. */
public final class RegistryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    private static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private final ChildProcess process;
    private final String url;

    private RegistryServer(ChildProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts the process; {@link #awaitReady} waits for it. */
    public static RegistryServer start(Path home, Path registryHome) {
        Path runner = runner(registryHome);
        int port = Ports.free(1).get(0);
        Path folder = home.resolve("registry");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new PlatformException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        ChildProcess process = ChildProcess.start(
                "the schema registry",
                home.resolve("logs/registry.log"),
                folder,
                List.of(
                        "-Xms64m",
                        "-Xmx320m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Dquarkus.http.host=" + Ports.LOOPBACK,
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:" + folder.resolve("registry"),
                        "-Dquarkus.datasource.jdbc.initial-size=2",
                        "-Dquarkus.datasource.jdbc.min-size=2",
                        "-Dquarkus.datasource.jdbc.max-size=10",
                        "-Dquarkus.log.level=WARN",
                        "-Dquarkus.banner.enabled=false"),
                runner.toString(),
                List.of(mainClass(runner)));
        return new RegistryServer(process, "http://" + Ports.LOOPBACK + ":" + port + "/apis/ccompat/v7");
    }

    private static Path runner(Path registryHome) {
        try (Stream<Path> files = Files.list(registryHome)) {
            return files.filter(f -> f.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new PlatformException("no runner jar of Apicurio Registry in " + registryHome
                            + ": build again with mvn package"));
        } catch (IOException e) {
            throw new PlatformException(
                    "the schema registry is not in " + registryHome + ": build again with mvn package", e);
        }
    }

    private static String mainClass(Path runner) {
        try (JarFile jar = new JarFile(runner.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Main-Class");
        } catch (IOException e) {
            throw new PlatformException(runner + " is damaged: build again with mvn clean package", e);
        }
    }

    /** Base address of the Confluent-compatible API. */
    public String url() {
        return url;
    }

    /**
     * Waits for the server, registers today's schemas and demands {@code FULL_TRANSITIVE} compatibility of later ones.
     *
     * @throws PlatformException when it does not come up
     */
    public void awaitReady(Duration timeout) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build();
        HttpRequest probe = HttpRequest.newBuilder(URI.create(url + "/subjects"))
                .timeout(Duration.ofSeconds(2))
                .build();
        process.await(() -> answers(http, probe), timeout);
        SchemaRegistryClient client = new SchemaRegistryClient(url);
        Topics.ALL.forEach(topic -> {
            client.register(topic.valueSubject(), topic.valueSchema());
            client.requireCompatibility(topic.valueSubject(), COMPATIBILITY);
        });
    }

    private static boolean answers(HttpClient http, HttpRequest probe) {
        try {
            return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            LOG.debug("the schema registry does not answer yet", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
