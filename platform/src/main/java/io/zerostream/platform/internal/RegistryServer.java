package io.zerostream.platform.internal;

import io.zerostream.platform.config.ClusterNode;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.RegistryFiles;
import io.zerostream.schemas.SchemaRegistryAccess;
import io.zerostream.schemas.SchemaRegistryClient;
import io.zerostream.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Apicurio Registry in a child JVM, on loopback, with its data in an H2 file that survives a restart. */
public final class RegistryServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
    private static final String NAME = "registry";
    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final Node node;
    private final String url;

    private RegistryServer(Node node, String url) {
        this.node = node;
        this.url = url;
    }

    /**
     * Starts the process; {@link #awaitReady} waits for it.
     *
     * @param unpacked folder of the registry's files
     * @param wantedPort of its HTTP API, or 0 for a free one
     * @throws PlatformException when the port is taken or the files are not there
     */
    public static RegistryServer start(HomeFolder home, Path unpacked, int wantedPort) {
        RegistryFiles files = RegistryFiles.in(unpacked);
        int port = Ports.choose(NAME, wantedPort);
        Path folder = home.folder(NAME);
        Node node = new Node(
                NAME,
                start -> new JvmCommand(
                        "the schema registry",
                        home.log(start == 1 ? NAME : NAME + '.' + start),
                        folder,
                        home.temporary(NAME),
                        List.of(
                                "-Xms64m",
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                                "-Dquarkus.http.host=" + Ports.LOOPBACK,
                                "-Dquarkus.http.port=" + port,
                                "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:" + folder.resolve(NAME),
                                "-Dquarkus.datasource.jdbc.initial-size=2",
                                "-Dquarkus.datasource.jdbc.min-size=2",
                                "-Dquarkus.datasource.jdbc.max-size=10",
                                "-Dquarkus.log.level=WARN",
                                "-Dquarkus.banner.enabled=false"),
                        // else Quarkus puts its own signal handlers in the place of ours
                        Map.of("DISABLE_SIGNAL_HANDLERS", "true"),
                        files.runner().toString(),
                        List.of(files.mainClass())));
        return new RegistryServer(node, "http://" + Ports.LOOPBACK + ':' + port + "/apis/ccompat/v7");
    }

    /** The Confluent-compatible API. */
    public SchemaRegistryAccess access() {
        return SchemaRegistryAccess.open(url);
    }

    /**
     * Waits for the server, demands {@code FULL_TRANSITIVE} compatibility and registers today's schemas.
     *
     * @throws PlatformException when it does not come up
     * @throws io.zerostream.schemas.SchemaRegistryException when the home holds schemas that today's are not compatible
     *     with
     */
    public void awaitReady(Duration timeout) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PROBE)
                .build();
        HttpRequest probe = HttpRequest.newBuilder(URI.create(url + "/subjects"))
                .timeout(PROBE)
                .build();
        node.await(() -> answers(http, probe), timeout);
        Topics.registerSchemas(new SchemaRegistryClient(access()));
    }

    private static boolean answers(HttpClient http, HttpRequest probe) {
        try {
            return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            LOG.debug("the schema registry does not answer yet", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts it again when it ends by itself, from now on. */
    public void keepAlive() {
        node.keepAlive();
    }

    /** Its process. */
    public ClusterNode node() {
        return node;
    }

    @Override
    public void close() {
        node.close();
    }
}
