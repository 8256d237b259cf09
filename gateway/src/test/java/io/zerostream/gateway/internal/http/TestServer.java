package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.gateway.config.AccessSettings;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.HistoryLimits;
import io.zerostream.gateway.config.HttpLimits;
import io.zerostream.gateway.config.LensLimits;
import io.zerostream.gateway.config.LiveLimits;
import io.zerostream.gateway.config.UploadLimits;
import io.zerostream.gateway.internal.access.Access;
import io.zerostream.gateway.internal.cameras.CameraEditor;
import io.zerostream.gateway.internal.cameras.CameraMetrics;
import io.zerostream.gateway.internal.cameras.CamerasView;
import io.zerostream.gateway.internal.feedback.FeedbackEditor;
import io.zerostream.gateway.internal.feedback.Judgements;
import io.zerostream.gateway.internal.history.LabelHistory;
import io.zerostream.gateway.internal.history.Marks;
import io.zerostream.gateway.internal.history.OverTime;
import io.zerostream.gateway.internal.kafka.ImageSink;
import io.zerostream.gateway.internal.lens.Lens;
import io.zerostream.gateway.internal.lens.SeeingModel;
import io.zerostream.gateway.internal.lens.Why;
import io.zerostream.gateway.internal.letters.LetterRetry;
import io.zerostream.gateway.internal.letters.Originals;
import io.zerostream.gateway.internal.live.Jobs;
import io.zerostream.gateway.internal.live.LiveFeed;
import io.zerostream.gateway.internal.live.Picture;
import io.zerostream.gateway.internal.live.RecentChanges;
import io.zerostream.gateway.internal.live.RecentLabels;
import io.zerostream.gateway.internal.registry.ClassRegistry;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.Deployments;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.registry.ModelScoring;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.review.RecentVectors;
import io.zerostream.gateway.internal.review.Review;
import io.zerostream.gateway.internal.view.AuditView;
import io.zerostream.gateway.internal.view.InUse;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.gateway.internal.view.StatusView;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.AuditEntry;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.jspecify.annotations.Nullable;

/** The real HTTP server on a free port, with lists in the place of Kafka. */
public final class TestServer implements AutoCloseable {
    /** Largest picture it takes, bytes. */
    public static final int MAX_BYTES = 200_000;

    /** Pictures that it takes at once. */
    public static final int PICTURES = 8;

    /** Longest body with pictures, bytes. */
    public static final int UPLOAD_BYTES = 1_200_000;

    /** Requests of one address that may wait for labels. */
    public static final int WAITING_A_CLIENT = 100;

    /** Connections that one address may have. */
    public static final int CONNECTIONS_A_CLIENT = 128;

    private final ClassRegistryView view = Flags.view();
    private final ModelRegistryView models = new ModelRegistryView();
    private long revision;
    private final List<ImageEvent> uploaded = new CopyOnWriteArrayList<>();
    private final List<String> again = new CopyOnWriteArrayList<>();
    private final List<TraceContext> traces = new CopyOnWriteArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<AuditEntry> changes = new CopyOnWriteArrayList<>();
    private final RecentChanges shown = new RecentChanges(10_000);
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final List<String> hindered = new CopyOnWriteArrayList<>();
    private volatile Consumer<ImageEvent> job = event -> {};
    private volatile int room = Integer.MAX_VALUE;
    private volatile Optional<ServingView> serving = Optional.empty();
    private volatile Function<ClassSet, @Nullable InUse> inUse = revision -> null;
    private final CamerasView cameras = new CamerasView(Clock.systemUTC());
    private final LabelHistory labels = new LabelHistory(HistoryLimits.defaults());
    private final Marks marks = new Marks(100);
    private final Judgements judgements = new Judgements(1000);
    private volatile boolean complete = true;
    private final OverTime history = new OverTime(labels, marks, () -> complete);
    private final Lens lens;
    /** A busy machine reads late, and some tests send much at once. */
    private final EventHub hub = new EventHub(2, 2, 4096);

    private final LiveFeed feed;
    private final FeedbackEditor feedback;
    private final RecentVectors vectors;
    private final WebServer server;

    /** Starts it, with the patience that people have. */
    public TestServer() {
        this(HttpLimits.defaults().grace());
    }

    /**
     * Starts it.
     *
     * @param grace so long a client may be silent: a machine that is busy makes each of them silent
     */
    TestServer(Duration grace) {
        this(limits(512, grace));
    }

    /** Starts it. */
    TestServer(HttpLimits limits) {
        this(new ImageLimits(MAX_BYTES, 1_000_000), limits, uploads(0, 4));
    }

    /** Starts it. */
    TestServer(ImageLimits images) {
        this(images, limits(512, HttpLimits.defaults().grace()), uploads(0, 4));
    }

    /**
     * Limits of a test.
     *
     * @param connections in all
     */
    static HttpLimits limits(int connections, Duration grace) {
        return new HttpLimits(
                connections, CONNECTIONS_A_CLIENT, 48, 24, 2, 64L * 1024 * 1024, 64L * 1024 * 1024, 4096, grace);
    }

    /** Starts it. */
    TestServer(UploadLimits uploads) {
        this(
                new ImageLimits(MAX_BYTES, 1_000_000),
                limits(512, HttpLimits.defaults().grace()),
                uploads);
    }

    /**
     * Limits of a test.
     *
     * @param perSecond pictures of one client
     * @param rememberedKeys of its keys
     */
    static UploadLimits uploads(int perSecond, int rememberedKeys) {
        return new UploadLimits(
                PICTURES,
                UPLOAD_BYTES,
                Duration.ofSeconds(20),
                300,
                WAITING_A_CLIENT,
                perSecond,
                PICTURES,
                rememberedKeys);
    }

    /** Starts it, asking who asks. */
    public TestServer(AccessSettings access) {
        this(
                new ImageLimits(MAX_BYTES, 1_000_000),
                limits(512, HttpLimits.defaults().grace()),
                uploads(0, 4),
                access,
                Clock.systemUTC());
    }

    private TestServer(ImageLimits images, HttpLimits limits, UploadLimits uploads) {
        this(images, limits, uploads, AccessSettings.defaults(), Clock.systemUTC());
    }

    private TestServer(
            ImageLimits images, HttpLimits limits, UploadLimits uploads, AccessSettings access, Clock clock) {
        GatewayConfig config = new GatewayConfig(
                new KafkaConnection("localhost:1", "http://localhost:1"),
                "127.0.0.1",
                0,
                "flags",
                "default",
                images,
                2,
                uploads,
                limits,
                access,
                LiveLimits.defaults(),
                HistoryLimits.defaults(),
                LensLimits.defaults(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                GatewayConfig.NOT_ASKED);
        feed = new LiveFeed(config.live(), view, hub, Clock.systemUTC());
        sources(Map.of("all", "flags"));
        version("1.0");
        ClassRegistry registry = new ClassRegistry(
                view,
                Flags.log(e -> view.apply(e.key(), e.value())
                        .flatMap(view::set)
                        .ifPresent(set -> hub.publish(
                                "class-set", StatusView.SetSummary.of(set, view.missingCount(set.getName()))))),
                Clock.systemUTC());
        lens = new Lens(config.lens(), models, SeeingModel::likeJapan, images);
        PrometheusRegistry metrics = new PrometheusRegistry();
        CameraMetrics.register(metrics, cameras);
        Registries registries = new Registries(registry, models, "default", "flags", new Job());
        RecentLabels labelled = new RecentLabels(() -> feed.labels().newest(Integer.MAX_VALUE));
        vectors = new RecentVectors(lens::embed, id -> feed.pictures()
                .find(id.eventId())
                .filter(picture -> picture.sourceId().equals(id.sourceId()))
                .map(Picture::content));
        feedback = new FeedbackEditor(
                labelled,
                registry,
                judgements,
                records -> records.forEach((key, said) -> judgements.apply(key, said.orElse(null))),
                () -> complete,
                Clock.systemUTC());
        server = new WebServer(
                config,
                new Access(access, true, clock),
                entry -> {
                    changes.add(entry);
                    shown.add(AuditView.of(entry), 1);
                },
                shown,
                registries,
                new Deployments(
                        config.kafka(),
                        new ModelScoring(models, "default"),
                        (end, timeout) -> true,
                        (end, timeout) -> true,
                        Clock.systemUTC(),
                        config.writeTimeout()),
                new CameraEditor(cameras, cameras::defined, registries::isSet, Clock.systemUTC()),
                feed,
                history,
                feedback,
                new Why(lens, view),
                new Review(labelled, judgements, view, vectors),
                vectors,
                hub,
                this::send,
                new LetterRetry(feed.deadLetters(), TestServer::original, this::again, Clock.systemUTC()),
                new Problems(registries, () -> problems),
                new Health(() -> broken, () -> hindered),
                metrics,
                Clock.systemUTC());
    }

    /** Letters of tests hold the event as Avro writes it, without the id of a schema. */
    private static Optional<ImageEvent> original(DeadLetter letter) throws Originals.UnreadableException {
        if (letter.getContent() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ImageEvent.fromByteBuffer(letter.getContent().duplicate()));
        } catch (IOException | AvroRuntimeException e) {
            throw new Originals.UnreadableException("damaged ImageEvent", e);
        }
    }

    private void again(ImageEvent event, TraceContext trace, String letter) {
        send(event, trace).await();
        again.add(letter);
    }

    /** Letters whose pictures were sent again, in that order. */
    public List<String> again() {
        return again;
    }

    /** Sets of sources, and aliases. */
    void sources(Map<String, String> sets) {
        models.apply(
                RegistryKeys.deployment("default"),
                new ModelRegistryRecord(new Deployment(
                        "default", ++revision, "flags-nano", "1.0", "flags", sets, null, null, 0f, Instant.EPOCH, "")));
    }

    /** A model of the space flags that sees the flag of Japan in every picture. */
    public void publishes(ModelVersion version) {
        models.apply(
                RegistryKeys.modelVersion(version.getName(), version.getVersion()), new ModelRegistryRecord(version));
    }

    /** The version is published no more. */
    public void removes(String model, String version) {
        models.apply(RegistryKeys.modelVersion(model, version), null);
    }

    private ImageSink.Sending send(ImageEvent event, TraceContext trace) {
        if (uploaded.size() >= room) {
            return () -> {
                throw new RefusedException(Refusal.KAFKA_AWAY, "Kafka does not answer", "send it again");
            };
        }
        uploaded.add(event);
        traces.add(trace);
        job.accept(event);
        return () -> {};
    }

    /** Does at once, before the picture is acknowledged, what a job does with each. */
    public void job(Consumer<ImageEvent> labels) {
        job = labels;
    }

    /** Kafka goes away when it has so many pictures. */
    public void room(int pictures) {
        room = pictures;
    }

    private final class Job implements Jobs {
        @Override
        public Optional<ServingView> serving(String deployment) {
            return serving;
        }

        @Override
        public Optional<InUse> inUse(String deployment, ClassSet revision) {
            return Optional.ofNullable(inUse.apply(revision));
        }
    }

    /** Since when the job uses revisions of class sets; null for those of which it has not said. */
    public void uses(Function<ClassSet, @Nullable InUse> told) {
        inUse = told;
    }

    /** What the job says that it serves. */
    public void serves(String model) {
        serving = Optional.of(new ServingView(model, 1, Instant.EPOCH.toString()));
    }

    /** Publishes one more version. */
    public void version(String name) {
        ModelVersion published =
                ModelVersion.newBuilder(version()).setVersion(name).build();
        models.apply(RegistryKeys.modelVersion("flags-nano", name), new ModelRegistryRecord(published));
    }

    static ModelVersion version() {
        Manifest manifest = Manifest.named("flags-nano", "zeromamba")
                .version("1.0")
                .config(JsonNodeFactory.instance.objectNode())
                .input(ImageInput.imageNet(64, 64))
                .space(new SemanticSpace("flags", List.of("red", "blue"), new float[0][]))
                .scoring(new SeenPenalty(0.5f, Calibration.SOFTMAX), 0.2f, "validation classes")
                .dataset("drawings")
                .metrics(Map.of("T1", 0.69))
                .protocol("fresh views")
                .seed(1)
                .createdBy("test")
                .build();
        return ModelVersion.newBuilder()
                .setName(manifest.name())
                .setVersion(manifest.version())
                .setSpace("flags")
                .setArchitecture("zeromamba")
                .setManifest(manifest.toJson())
                .setSha256("00")
                .setSize(1)
                .setChunks(1)
                .setPublishedAt(Instant.EPOCH)
                .build();
    }

    /** See {@link WebServer#routes}. */
    List<String> routes() {
        return server.routes();
    }

    /** Where it listens. */
    public URI url() {
        return server.url();
    }

    /** The registry behind it. */
    public ClassRegistryView view() {
        return view;
    }

    /** What people say that pictures show, behind it. */
    public FeedbackEditor feedback() {
        return feedback;
    }

    /** The cameras behind it. */
    public CamerasView cameras() {
        return cameras;
    }

    /** What was uploaded. */
    public List<ImageEvent> uploaded() {
        return uploaded;
    }

    /** Who changed what. */
    public List<AuditEntry> changes() {
        return changes;
    }

    /** The traces of what was uploaded, in the same order. */
    List<TraceContext> traces() {
        return traces;
    }

    /** What is said to be wrong. */
    public List<String> problems() {
        return problems;
    }

    /** What of it does not work any more. */
    public List<String> broken() {
        return broken;
    }

    /** What keeps it from taking pictures. */
    public List<String> hindered() {
        return hindered;
    }

    /** To put labels in. */
    public LiveFeed feed() {
        return feed;
    }

    /** To put windows in. */
    public LabelHistory windows() {
        return labels;
    }

    /** To put swaps in. */
    public Marks marks() {
        return marks;
    }

    /** Whether the history is said to be read. */
    public void complete(boolean read) {
        complete = read;
    }

    OverTime history() {
        return history;
    }

    /** To send events with. */
    public EventHub hub() {
        return hub;
    }

    @Override
    public void close() {
        lens.close();
        hub.close();
        server.close();
    }
}
