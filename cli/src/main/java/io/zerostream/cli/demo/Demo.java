package io.zerostream.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.Endpoints;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.folder.FolderSource;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.schemas.EndTail;
import io.zerostream.schemas.Topics;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Runs the demo from start to end, with a person or without. */
public final class Demo {
    private static final Duration FIRST_LABEL = Duration.ofMinutes(3);
    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final long SEED = 20_261_121;
    private static final long TICK_MS = 100;

    private final DemoOptions options;
    private final Path endpointsFile;
    private final PrintWriter out;
    private final Supplier<Checkpoint> trained;
    private final FlagsScenario scenario = new FlagsScenario();
    private final DemoDeployment deployment;
    /** Name and version of the model that is deployed. */
    private String serving = "";

    /**
     * @param options what to do
     * @param endpointsFile where other commands look for the addresses; deleted at the end
     * @param out for people
     * @param trained trains a network when asked to; called at most once, before anything is started
     */
    public Demo(DemoOptions options, Path endpointsFile, PrintWriter out, Supplier<Checkpoint> trained) {
        this.options = options;
        this.endpointsFile = endpointsFile;
        this.out = out;
        this.trained = trained;
        this.deployment = new DemoDeployment(options.job().deployment(), scenario, this::say);
    }

    /**
     * Runs until the duration is over or the process is asked to end.
     *
     * @return the exit code: 0, or 1 when a headless run lost or doubled a picture or did not recognise the added class
     */
    public int run() throws IOException, InterruptedException {
        long startedAt = ManagementFactory.getRuntimeMXBean().getStartTime();
        // first what can fail at once
        EmbeddedPlatform.requireFree(options.ports());
        EmbeddedPlatform.requireFree("the gateway", "--port", options.gateway().port());
        // until then the file may be another demo's, which keeps this one from starting
        boolean written = false;
        try (PictureSource pictures = source();
                EmbeddedPlatform.Reserved home = EmbeddedPlatform.reserve(DemoSystem.platform(options));
                DemoSystem system = started(home)) {
            Thread atExit = new Thread(() -> end(system), "end-demo");
            Runtime.getRuntime().addShutdownHook(atExit);
            Endpoints endpoints = new Endpoints(
                    ProcessHandle.current().pid(),
                    system.kafka().bootstrapServers(),
                    system.kafka().registryUrl(),
                    system.gateway().toString(),
                    system.flink().toString());
            written = true;
            endpoints.write(endpointsFile);
            introduce(endpoints);
            int code =
                    options.headless() ? headless(system, pictures, startedAt) : watched(system, pictures, startedAt);
            Runtime.getRuntime().removeShutdownHook(atExit);
            return code;
        } finally {
            if (written) {
                Files.deleteIfExists(endpointsFile);
            }
        }
    }

    /** Training takes minutes: the home is this demo's by then. */
    private DemoSystem started(EmbeddedPlatform.Reserved home) {
        Checkpoint checkpoint = options.train() ? trained.get() : FlagsCheckpoint.bundled();
        say("Starting Kafka, the schema registry, Flink and the gateway ...");
        return new DemoSystem(
                home, options, kafka -> serving = deployment.publish(kafka, checkpoint, options.train()), this::say);
    }

    private void end(DemoSystem system) {
        say("Stopping ...");
        system.close();
        try {
            Files.deleteIfExists(endpointsFile);
        } catch (IOException e) {
            say("could not delete " + endpointsFile + ": " + e.getMessage());
        }
        say("Stopped.");
    }

    private PictureSource source() {
        Path folder = options.folder();
        return folder == null
                ? new FlagPictures(new FlagViews(ViewSettings.standard()), scenario.shown(), scenario.added(), SEED)
                : new FolderPictures(
                        folder, FolderSource.SETTLE, options.job().images().maxBytes(), this::say);
    }

    private int watched(DemoSystem system, PictureSource pictures, long startedAt)
            throws IOException, InterruptedException {
        FirstLabel first = new FirstLabel();
        try (PictureStream stream =
                new PictureStream(pictures, system.kafka(), first, options.rate(), options.folder() == null)) {
            try (EndTail ends = new EndTail(system.kafka(), Topics.LABELS, first::labelled, first::dead)) {
                stream.start();
                await(system, Instant.MAX, first::came);
                say("First label %.1f s after the start.", (System.currentTimeMillis() - startedAt) / 1000.0);
            }
            Duration duration = options.duration();
            await(system, duration == null ? Instant.MAX : Instant.now().plus(duration), () -> false);
        }
        return 0;
    }

    private int headless(DemoSystem system, PictureSource pictures, long startedAt)
            throws IOException, InterruptedException {
        Duration duration = options.duration() == null ? Duration.ofSeconds(60) : options.duration();
        HeadlessLedger ledger = new HeadlessLedger();
        AddedClass added = null;
        try (EndTail ends = new EndTail(system.kafka(), Topics.LABELS, ledger::labelled, ledger::dead)) {
            try (PictureStream stream =
                    new PictureStream(pictures, system.kafka(), ledger, options.rate(), options.folder() == null)) {
                stream.start();
                if (!await(system, Instant.now().plus(FIRST_LABEL), ledger::hasLabels)) {
                    throw new UserException("no label came within " + FIRST_LABEL.toSeconds() + " s; see the log");
                }
                await(system, Instant.now().plus(duration.dividedBy(2)), () -> false);
                if (options.folder() == null) {
                    added = add(system);
                }
                await(system, Instant.now().plus(duration.dividedBy(2)), () -> false);
            }
            await(system, Instant.now().plus(DRAIN), () -> ledger.owed() == 0);
            ends.check();
        }
        DemoReport report = ledger.report(startedAt, added);
        if (options.report() != null) {
            report.write(options.report());
        }
        say("%s", report);
        say(report.ok() ? "Every picture is accounted for." : "NOT OK: see missing, duplicates and class_added above.");
        return report.ok() ? 0 : 1;
    }

    /** Adds the class the way a user does: through the gateway. */
    private AddedClass add(DemoSystem system) {
        Instant calledAt = Instant.now();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", scenario.added().name());
        body.put("attributes", scenario.attributesOfAdded());
        JsonNode answer = new GatewayClient(system.gateway().toString()).post("/api/classes", body);
        say(
                "Added class '%s' in revision %d.",
                scenario.added().name(), answer.path("revision").asLong());
        return new AddedClass(
                scenario.added().name(), calledAt, answer.path("revision").asLong());
    }

    /** Waits for the condition, at most until then, looking after the stack meanwhile; whether it came to hold. */
    private static boolean await(DemoSystem system, Instant end, BooleanSupplier condition)
            throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            system.look();
            Thread.sleep(TICK_MS);
        }
        return true;
    }

    private void introduce(Endpoints endpoints) {
        say("");
        say("ZeroStream is running. Its job is to label with %s; the console says when it does.", serving);
        say("  live console     %s", endpoints.gateway());
        say("  Flink web UI     %s", endpoints.flink());
        say("  Kafka            %s", endpoints.kafka());
        say("  schema registry  %s", endpoints.registry());
        say("  everything it writes is in %s", options.home());
        if (!options.headless()) {
            say("");
            say("Try next, in another terminal:");
            say("  ./zerostream labels --follow");
            say(
                    "  ./zerostream classes add \"%s\" --attributes %s",
                    scenario.added().name(), attributes());
            say("Ctrl-C ends all of it.");
        }
        say("");
    }

    private String attributes() {
        return scenario.attributesOfAdded().keySet().stream()
                .map(a -> a + "=1")
                .reduce((a, b) -> a + "," + b)
                .orElse("");
    }

    private void say(String text, Object... arguments) {
        out.println(arguments.length == 0 ? text : text.formatted(arguments));
        out.flush();
    }
}
