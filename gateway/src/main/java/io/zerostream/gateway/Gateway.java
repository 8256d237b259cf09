package io.zerostream.gateway;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.config.GatewaySettings;
import io.zerostream.gateway.config.LiveLimits;
import io.zerostream.gateway.internal.access.Access;
import io.zerostream.gateway.internal.cameras.CameraEditor;
import io.zerostream.gateway.internal.cameras.CameraMetrics;
import io.zerostream.gateway.internal.cameras.CamerasView;
import io.zerostream.gateway.internal.feedback.FeedbackEditor;
import io.zerostream.gateway.internal.feedback.Judgements;
import io.zerostream.gateway.internal.history.LabelHistory;
import io.zerostream.gateway.internal.history.Marks;
import io.zerostream.gateway.internal.history.OverTime;
import io.zerostream.gateway.internal.http.EventHub;
import io.zerostream.gateway.internal.http.Health;
import io.zerostream.gateway.internal.http.Problems;
import io.zerostream.gateway.internal.http.Registries;
import io.zerostream.gateway.internal.http.WebServer;
import io.zerostream.gateway.internal.kafka.KafkaAuditLog;
import io.zerostream.gateway.internal.kafka.KafkaCameraLog;
import io.zerostream.gateway.internal.kafka.KafkaFeedbackLog;
import io.zerostream.gateway.internal.kafka.KafkaImageSink;
import io.zerostream.gateway.internal.kafka.KafkaOriginals;
import io.zerostream.gateway.internal.kafka.KafkaRegistryLog;
import io.zerostream.gateway.internal.kafka.TopicFollower;
import io.zerostream.gateway.internal.lens.ChunkedModels;
import io.zerostream.gateway.internal.lens.Lens;
import io.zerostream.gateway.internal.lens.Why;
import io.zerostream.gateway.internal.letters.LetterRetry;
import io.zerostream.gateway.internal.letters.RetryMark;
import io.zerostream.gateway.internal.live.Following;
import io.zerostream.gateway.internal.live.Followings;
import io.zerostream.gateway.internal.live.JobManager;
import io.zerostream.gateway.internal.live.LiveFeed;
import io.zerostream.gateway.internal.live.Picture;
import io.zerostream.gateway.internal.live.RecentChanges;
import io.zerostream.gateway.internal.live.RecentLabels;
import io.zerostream.gateway.internal.metrics.ConsumerLag;
import io.zerostream.gateway.internal.metrics.FlinkWatch;
import io.zerostream.gateway.internal.metrics.SchemaRegistryWatch;
import io.zerostream.gateway.internal.registry.ClassRegistry;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.Deployments;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.registry.ModelScoring;
import io.zerostream.gateway.internal.review.RecentVectors;
import io.zerostream.gateway.internal.review.Review;
import io.zerostream.gateway.internal.view.AuditView;
import io.zerostream.schemas.ConsumerGroups;
import io.zerostream.schemas.Opened;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.TopicIds;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.AuditEntry;
import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Feedback;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.schemas.registry.RegistryWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: the topic followers that feed it, the producers it writes with, and its HTTP server. Keeps no state
 * of its own: after a restart it reads the registries and the recent past from the topics again. Close it to free its
 * port, threads and connections.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration PRODUCER_CLOSE = Duration.ofSeconds(5);
    /** How long an answer of Kafka or the schema registry may take, to tell who is away. */
    private static final Duration ANSWERS = Duration.ofSeconds(5);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);

    private static final Set<String> REGISTRIES = Set.of(Topics.CLASS_REGISTRY.name(), Topics.MODEL_REGISTRY.name());

    private static final int CLASSES_STREAMED = 60;
    /** At the start: among thousands that tell of drift is the one that says what serves. */
    private static final int NOTICES_READ = 10_000;

    private final GatewayConfig config;
    private final Clock clock = Clock.systemUTC();
    private final Access access;
    private final Opened opened = new Opened();
    private final Followers followers;
    private final ModelRegistryView models = new ModelRegistryView();
    private final ClassRegistryView classes = new ClassRegistryView(models::uses);
    private final Followings followings;
    private final Following following;
    private final EventHub hub;
    private final LiveFeed feed;
    private final Announcements announcements;
    private final WebServer server;

    private Gateway(GatewayConfig config) throws InterruptedException {
        this.config = config;
        this.access = new Access(config.access(), WebServer.isLoopback(config.host()), clock);
        this.followers = new Followers(config, opened);
        this.followings = new Followings(config.deployment(), clock, flink());
        this.following = followings.own();
        this.hub = new EventHub(
                config.live().streamClients(),
                config.http().streamsPerClient(),
                config.live().streamQueue());
        this.feed = new LiveFeed(config.live(), classes, hub, clock);
        this.announcements = new Announcements(config.deployment(), models, classes, followings, hub);
        try {
            this.server = open();
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /**
     * Reads both registries to their end, then starts listening.
     *
     * @throws GatewayException when Kafka is away or lacks a topic, the registries cannot be read in time, or the port
     *     is in use
     */
    public static Gateway start(GatewayConfig config) {
        LOG.info("settings:\n{}", GatewaySettings.print(config));
        try {
            Gateway gateway = new Gateway(config);
            LOG.info("gateway at {}", gateway.url());
            return gateway;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("interrupted while the gateway was starting", e);
        }
    }

    private WebServer open() throws InterruptedException {
        LiveLimits live = config.live();
        TopicIds ids = new TopicIds(config.kafka(), ANSWERS);
        opened.add(ids);
        // deployments before class sets, for they say which sets stay
        var modelFollower = followers.follow(
                Topics.MODEL_REGISTRY,
                ModelRegistryRecord.class,
                TopicFollower.ALL,
                (record, history) -> {
                    models.apply(record.key(), record.value());
                    announcements.model(history);
                },
                ids,
                models::forget);
        followers.awaitHistory(modelFollower, Topics.MODEL_REGISTRY);
        var classFollower = followers.follow(
                Topics.CLASS_REGISTRY,
                ClassRegistryRecord.class,
                TopicFollower.ALL,
                (record, history) -> classes.apply(record.key(), record.value())
                        .flatMap(classes::set)
                        .ifPresent(set -> announcements.set(set.getName(), history)),
                ids,
                classes::forget);
        followers.awaitHistory(classFollower, Topics.CLASS_REGISTRY);
        // pictures before labels, so that the labels of the recent past find theirs
        var pictures = followers.follow(Topics.IMAGES, ImageEvent.class, live.pictures(), (record, history) -> {
            feed.picture(record.value(), history);
            RetryMark.of(record.headers())
                    .ifPresent(letter -> feed.retried(letter, Instant.ofEpochMilli(record.timestamp())));
        });
        followers.awaitHistory(pictures, Topics.IMAGES);
        followers.follow(Topics.LABELS, ZeroShotLabel.class, live.labels(), (record, history) -> {
            // refuses what no job wrote
            feed.label(record.value(), record.serializedValueSize(), history);
            following.label(record.value());
        });
        followers.follow(
                Topics.LABELS_SHADOW,
                ZeroShotLabel.class,
                live.labels(),
                (record, history) -> feed.shadow(record.value(), record.serializedValueSize()));
        followers.follow(
                Topics.DEAD_LETTERS,
                DeadLetter.class,
                live.deadLetters(),
                (record, history) -> feed.deadLetter(record.value(), record.serializedValueSize(), history));
        followers.follow(
                Topics.LABEL_STATS,
                LabelStats.class,
                live.windows(),
                (record, history) -> feed.window(record.value(), record.serializedValueSize(), history));
        followers.follow(Topics.JOB_NOTICES, JobNotice.class, NOTICES_READ, (record, history) -> {
            followings.notice(record.value());
            if (Followings.tellsOfUse(record.value())) {
                announcements.inUse(record.value(), history);
                return;
            }
            feed.notice(record.value(), record.serializedValueSize(), history);
            announcements.serving(history);
        });
        OverTime overTime = overTime(ids);
        Lens lens = new Lens(config.lens(), models, new ChunkedModels(config.kafka()), config.images());
        CamerasView cameras = new CamerasView(clock);
        var cameraFollower = followers.follow(
                Topics.CAMERAS,
                Camera.class,
                TopicFollower.ALL,
                (record, history) -> cameras.defined(record.key(), record.value()));
        followers.follow(
                Topics.CAMERA_STATES,
                CameraState.class,
                TopicFollower.ALL,
                (record, history) -> cameras.told(record.key(), record.value(), history));
        RecentChanges changes = new RecentChanges(live.recordBytes());
        followers.follow(Topics.AUDIT, AuditEntry.class, RecentChanges.CHANGES, (record, history) -> {
            AuditView entry = AuditView.of(record.value());
            changes.add(entry, record.serializedValueSize());
            told(entry);
        });
        KafkaImageSink images = imageSink();
        KafkaOriginals originals = opened.add(new KafkaOriginals(config.kafka(), ANSWERS));
        KafkaAuditLog auditLog = auditLog();
        var writer = new RegistryWriter<>(
                config.kafka(), Topics.CLASS_REGISTRY, ClassRegistryRecord.class, config.writeTimeout());
        opened.add(writer);
        var registryLog = new KafkaRegistryLog(writer, classFollower, ids, config.writeTimeout());
        ModelScoring scoring = new ModelScoring(models, config.deployment());
        ClassRegistry registry = new ClassRegistry(classes, registryLog, scoring, clock);
        Registries registries =
                new Registries(registry, models, config.deployment(), config.defaultClassSet(), followings);
        PrometheusRegistry metrics = new PrometheusRegistry();
        JvmMetrics.builder().register(metrics);
        CameraMetrics.register(metrics, cameras);
        ConsumerLag lag = lag(metrics);
        SchemaRegistryWatch schemas =
                new SchemaRegistryWatch(config.kafka().registryClient(), BETWEEN_QUESTIONS, ANSWERS);
        opened.add(schemas);
        FeedbackEditor feedback = feedback(registry, ids);
        RecentVectors vectors = new RecentVectors(lens::embed, this::content);
        // all at once: each waits for the answer that its broker holds back for half a second
        opened.add(followers::stop);
        WebServer started = new WebServer(
                config,
                access,
                auditLog,
                changes,
                registries,
                new Deployments(
                        config.kafka(),
                        scoring,
                        modelFollower::awaitEnd,
                        classFollower::awaitEnd,
                        clock,
                        config.writeTimeout()),
                new CameraEditor(cameras, cameraLog(cameraFollower), registries::isSet, clock),
                feed,
                overTime,
                feedback,
                new Why(lens, classes),
                new Review(recentLabels(), feedback.judgements(), classes, vectors),
                vectors,
                hub,
                images,
                new LetterRetry(feed.deadLetters(), originals, images, clock),
                new Problems(registries, () -> problems(lag, schemas, auditLog)),
                new Health(followers::broken, () -> hindered(lag)),
                metrics,
                clock);
        opened.add(started);
        opened.add(hub);
        // first of all: who waits for it holds a thread of the server
        opened.add(lens);
        opened.add(vectors);
        tick(lag);
        return started;
    }

    /** What was sent again is in the audit longer than in the recent pictures. */
    private void told(AuditView entry) {
        if (entry.action().equals(LetterRetry.ACTION) && entry.after() != null) {
            Instant at = Instant.parse(entry.at());
            RetryMark.named(entry.after()).forEach(letter -> feed.retried(letter, at));
        }
    }

    /** Weeks of windows take a while to read, so nobody waits for them. */
    private OverTime overTime(TopicIds ids) {
        LabelHistory labels = new LabelHistory(config.history());
        Marks marks = new Marks(config.history().marks());
        var windows = followers.follow(
                Topics.LABEL_STATS,
                LabelStats.class,
                TopicFollower.ALL,
                (record, history) -> labels.window(record.value()),
                ids,
                labels::forget);
        var notices = followers.follow(
                Topics.JOB_NOTICES,
                JobNotice.class,
                TopicFollower.ALL,
                (record, history) -> marks.notice(record.value()),
                ids,
                marks::forget);
        return new OverTime(labels, marks, () -> windows.hasReadHistory() && notices.hasReadHistory());
    }

    private FeedbackEditor feedback(ClassRegistry registry, TopicIds ids) {
        Judgements judgements = new Judgements(config.live().feedback());
        var follower = followers.follow(
                Topics.FEEDBACK,
                Feedback.class,
                TopicFollower.ALL,
                (record, history) -> judgements.apply(record.key(), record.value()),
                ids,
                judgements::forget);
        Producer<String, Feedback> producer =
                config.kafka().producer(Topics.FEEDBACK, Feedback.class, PictureWriter.settings(config.writeTimeout()));
        opened.add(() -> producer.close(PRODUCER_CLOSE));
        return new FeedbackEditor(
                recentLabels(),
                registry,
                judgements,
                new KafkaFeedbackLog(producer, follower, config.writeTimeout()),
                follower::hasReadHistory,
                clock);
    }

    private RecentLabels recentLabels() {
        return new RecentLabels(() -> feed.labels().newest(Integer.MAX_VALUE));
    }

    /** The file of a recent picture; empty also when it came by its address. */
    private Optional<byte[]> content(RecentVectors.PictureId id) {
        return feed.pictures()
                .find(id.eventId())
                .filter(picture -> picture.sourceId().equals(id.sourceId()) && picture.content().length > 0)
                .map(Picture::content);
    }

    private JobManager flink() {
        if (config.flinkUrl().equals(GatewayConfig.NOT_ASKED)) {
            return JobManager.NOT_ASKED;
        }
        FlinkWatch watch = new FlinkWatch(URI.create(config.flinkUrl()), BETWEEN_QUESTIONS, ANSWERS);
        opened.add(watch);
        return watch;
    }

    private KafkaImageSink imageSink() {
        Producer<String, ImageEvent> producer =
                config.kafka().producer(Topics.IMAGES, ImageEvent.class, PictureWriter.settings(config.writeTimeout()));
        opened.add(() -> producer.close(PRODUCER_CLOSE));
        return new KafkaImageSink(opened.add(new PictureWriter(producer, config.writeTimeout())));
    }

    private KafkaCameraLog cameraLog(TopicFollower<Camera> follower) {
        Producer<String, Camera> producer =
                config.kafka().producer(Topics.CAMERAS, Camera.class, PictureWriter.settings(config.writeTimeout()));
        opened.add(() -> producer.close(PRODUCER_CLOSE));
        return new KafkaCameraLog(producer, follower, config.writeTimeout());
    }

    private KafkaAuditLog auditLog() {
        Producer<String, AuditEntry> producer =
                config.kafka().producer(Topics.AUDIT, AuditEntry.class, PictureWriter.settings(config.writeTimeout()));
        opened.add(() -> producer.close(PRODUCER_CLOSE));
        return opened.add(new KafkaAuditLog(producer, config.writeTimeout()));
    }

    private List<String> problems(ConsumerLag lag, SchemaRegistryWatch schemas, KafkaAuditLog auditLog) {
        return Stream.of(
                        followers.problems(),
                        lag.problem().stream(),
                        schemas.problem().stream(),
                        access.problem().stream(),
                        auditLog.problem().stream(),
                        models.deployment(config.deployment()).stream()
                                .flatMap(wanted -> followings.problems(wanted).stream()))
                .flatMap(Function.identity())
                .toList();
    }

    /** Pictures are taken while the schema registry is away, and while nothing serves. */
    private List<String> hindered(ConsumerLag lag) {
        return Stream.of(lag.hindrance().stream(), followers.unread(REGISTRIES), followers.broken().stream())
                .flatMap(Function.identity())
                .toList();
    }

    private ConsumerLag lag(PrometheusRegistry metrics) {
        ConsumerLag lag = new ConsumerLag(
                metrics,
                config.kafka(),
                ConsumerGroups.ofDeployment(config.deployment()),
                followers.topics(),
                ANSWERS,
                config.stalledAfter());
        opened.add(lag);
        return lag;
    }

    private void tick(ConsumerLag lag) {
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "gateway-ticker");
            thread.setDaemon(true);
            return thread;
        });
        opened.add(ticker::shutdownNow);
        ticker.scheduleAtFixedRate(
                () -> {
                    Instant now = clock.instant();
                    lag.waiting().ifPresent(records -> feed.running().lag(records, now));
                    hub.publish("stats", feed.counts().snapshot(now, CLASSES_STREAMED));
                },
                1,
                1,
                TimeUnit.SECONDS);
    }

    /** What is wrong at present, a sentence for people each, as in its status; empty = nothing. */
    public List<String> problems() {
        return server.problems();
    }

    /** Where the gateway listens. */
    public URI url() {
        return server.url();
    }

    /** Stops listening, ends all connections, gives back all clients of Kafka. */
    @Override
    public void close() {
        opened.close();
    }
}
