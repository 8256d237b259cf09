package io.zerostream.gateway.internal.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.util.JavalinBindException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.Role;
import io.zerostream.gateway.internal.access.Access;
import io.zerostream.gateway.internal.audit.AuditLog;
import io.zerostream.gateway.internal.audit.AuditTrail;
import io.zerostream.gateway.internal.cameras.CameraEditor;
import io.zerostream.gateway.internal.feedback.FeedbackEditor;
import io.zerostream.gateway.internal.history.OverTime;
import io.zerostream.gateway.internal.kafka.ImageSink;
import io.zerostream.gateway.internal.lens.Why;
import io.zerostream.gateway.internal.letters.LetterRetry;
import io.zerostream.gateway.internal.live.LiveFeed;
import io.zerostream.gateway.internal.live.RecentChanges;
import io.zerostream.gateway.internal.registry.Deployments;
import io.zerostream.gateway.internal.review.Examples;
import io.zerostream.gateway.internal.review.RecentVectors;
import io.zerostream.gateway.internal.review.Review;
import io.zerostream.gateway.internal.upload.Uploads;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server with all routes. */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    /** For the status, for accepting and selecting, and for the beginnings and ends of event streams. */
    private static final int SPARE_THREADS = 16;

    private static final int MIN_THREADS = 4;

    private final GatewayConfig config;
    private final Problems problems;
    private final UploadWaits waits;
    private final Javalin javalin;

    /**
     * Starts listening.
     *
     * @param access who may do what
     * @param trail hears of changes
     * @param audit changes that were told lately
     * @param registries both registries
     * @param deployments changes what serves
     * @param cameras what frames are taken from
     * @param feed the recent past
     * @param history labels over time
     * @param feedback what people say that pictures show
     * @param why explains labels
     * @param review what people should look at
     * @param vectors of recent pictures
     * @param hub listening consoles
     * @param sink where uploads go
     * @param retry sends pictures without a label again
     * @param problems what is wrong at present
     * @param health what machines ask
     * @param metrics for Prometheus
     * @throws GatewayException when the address cannot be used
     */
    public WebServer(
            GatewayConfig config,
            Access access,
            AuditLog trail,
            RecentChanges audit,
            Registries registries,
            Deployments deployments,
            CameraEditor cameras,
            LiveFeed feed,
            OverTime history,
            FeedbackEditor feedback,
            Why why,
            Review review,
            RecentVectors vectors,
            EventHub hub,
            ImageSink sink,
            LetterRetry retry,
            Problems problems,
            Health health,
            PrometheusRegistry metrics,
            Clock clock) {
        this.config = config;
        this.problems = problems;
        UploadBody uploads = new UploadBody(config.images().maxBytes(), config.uploads());
        Uploads taking =
                new Uploads(set -> registries.askedSet(set), sink, config.images(), config.uploadsInFlight(), clock);
        UploadDoor door = new UploadDoor(config.uploads(), registries);
        Acting acting = new Acting(new AuditTrail(trail, Json::write, clock));
        this.waits = new UploadWaits(taking, feed.waiting(), config.uploads());
        boolean loopback = isLoopback(config.host());
        if (!loopback && access.anonymous() != Role.ANYONE) {
            LOG.warn(
                    "listening on {}: whoever reaches this address has the role {} (access.anonymous)",
                    config.host(),
                    access.anonymous().word());
        }
        this.javalin = Javalin.create(javalinConfig -> {
            settings(javalinConfig, uploads, access);
            javalinConfig.routes.before(new RequestGuard(loopback, config.host(), config.access()));
            javalinConfig.routes.beforeMatched(AccessGate.guard());
            OpenApiRoute reference = new OpenApiRoute();
            javalinConfig.routes.beforeMatched(reference.queries());
            ErrorAnswers.install(javalinConfig.routes);
            new LoginRoutes(access, config.access(), acting).install(javalinConfig.routes);
            new AuditRoutes(audit).install(javalinConfig.routes);
            new RegistryRoutes(registries, acting).install(javalinConfig.routes);
            new SetRoutes(registries, acting).install(javalinConfig.routes);
            new DeploymentRoutes(deployments, registries, acting).install(javalinConfig.routes);
            new CameraRoutes(cameras, acting).install(javalinConfig.routes);
            new LiveRoutes(registries, feed, hub, problems, clock).install(javalinConfig.routes);
            new WhyRoutes(feedback.labels(), feed.pictures(), why).install(javalinConfig.routes);
            new HistoryRoutes(registries, history, clock).install(javalinConfig.routes);
            PictureAnswer pictures = new PictureAnswer(config.images());
            new ImageRoutes(taking, feed.pictures(), pictures, uploads, door).install(javalinConfig.routes);
            new DeadLetterRoutes(
                            feed,
                            retry,
                            taking,
                            door,
                            pictures,
                            acting,
                            config.uploads().pictures())
                    .install(javalinConfig.routes);
            new UploadRoutes(taking, uploads, door, waits, config.uploads().longestWait())
                    .install(javalinConfig.routes);
            new InferRoutes(registries, uploads, door, waits, config.uploads().longestWait())
                    .install(javalinConfig.routes);
            new FeedbackRoutes(feedback, registries, hub, config.access(), acting, clock).install(javalinConfig.routes);
            new ReviewRoutes(
                            review,
                            new Examples(
                                    vectors,
                                    feedback.labels(),
                                    registries.classes().view()),
                            feedback,
                            registries,
                            uploads,
                            clock)
                    .install(javalinConfig.routes);
            new SourceRoutes(feed, history, feedback.judgements(), vectors, acting).install(javalinConfig.routes);
            new StreamRoutes(hub).install(javalinConfig.routes);
            new ConsoleRoutes().install(javalinConfig.routes);
            reference.install(javalinConfig.routes);
            new MetricsRoute(metrics).install(javalinConfig.routes);
            new HealthRoutes(health).install(javalinConfig.routes);
        });
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw new GatewayException(
                    "port " + config.port() + " of " + config.host() + " is in use: end the program that has it, or "
                            + "choose another port (0 = a free one)",
                    e);
        }
    }

    private void settings(JavalinConfig javalinConfig, UploadBody uploads, Access access) {
        javalinConfig.startup.showJavalinBanner = false;
        javalinConfig.startup.showOldJavalinVersionWarning = false;
        javalinConfig.startup.startupWatcherEnabled = false;
        javalinConfig.http.prefer405over404 = true;
        long maxBytes = uploads.mostBytes();
        javalinConfig.http.maxRequestSize = maxBytes;
        javalinConfig.jetty.multipartConfig.maxFileSize(maxBytes, SizeUnit.BYTES);
        javalinConfig.jetty.multipartConfig.maxTotalRequestSize(maxBytes, SizeUnit.BYTES);
        // never to a file: nothing to clean up
        javalinConfig.jetty.multipartConfig.maxInMemoryFileSize(
                (int) Math.min(Integer.MAX_VALUE, maxBytes), SizeUnit.BYTES);
        QueuedThreadPool threads = new QueuedThreadPool(config.http().requests() + SPARE_THREADS, MIN_THREADS);
        threads.setName("gateway-http");
        threads.setDaemon(true);
        javalinConfig.jetty.threadPool = threads;
        // class names and event ids may hold a slash or a percent sign, encoded in the path
        javalinConfig.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setUriCompliance(UriCompliance.DEFAULT.with(
                    "names",
                    UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                    UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                    UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
        });
        javalinConfig.jetty.addConnector(this::connector);
        javalinConfig.jetty.modifyServer(server -> {
            server.setErrorHandler(new CoreAnswers());
            server.addBean(new NetworkConnectionLimit(config.http().connections(), server));
            server.setHandler(before(new Places(config.http()), uploads, access));
        });
        javalinConfig.jetty.modifyServletContextHandler(WebServer::takeEncodedSlashes);
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(config.port());
        // else 50: of more that come at once the rest waits a second for its next try
        connector.setAcceptQueueSize(config.http().connections());
        connector.addBean(new ConnectionsPerClient(config.http().connectionsPerClient()));
        connector.addBean(new RequestHeads(connector, config.http()));
        return connector;
    }

    /** What every request passes before a thread or a place is spent on it. */
    private Handler before(Handler routes, UploadBody uploads, Access access) {
        AccessGate gate = new AccessGate(access, LoginRoutes.cookie(config.access()));
        gate.setHandler(new EagerContentHandler(routes, new Bodies(config.http(), uploads)));
        SlowReaders slow = new SlowReaders(config.http());
        slow.setHandler(gate);
        return slow;
    }

    private static void takeEncodedSlashes(ServletContextHandler handler) {
        handler.getServletHandler().setDecodeAmbiguousURIs(true);
    }

    /** What is wrong at present, as in the status. */
    public List<String> problems() {
        return problems.now();
    }

    /** Every request that is answered, for example {@code GET /api/status}; what the reference is compared with. */
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + ' ' + endpoint.path)
                .toList();
    }

    /** Where it listens, for example {@code http://127.0.0.1:8080}, so that a path can be put behind it. */
    public URI url() {
        String host = config.host().contains(":") ? '[' + config.host() + ']' : config.host();
        return URI.create("http://" + host + ':' + javalin.port());
    }

    /**
     * Whether only this computer reaches an address.
     *
     * @throws GatewayException when it is none of this computer's
     */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new GatewayException("gateway.host '" + host + "' is not an address of this computer", e);
        }
    }

    /** Stops listening and ends all connections. */
    @Override
    public void close() {
        javalin.stop();
        waits.close();
    }
}
