package io.zerostream.cli.ingest;

import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.folder.Refusal;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends pictures and videos that lie on this machine. */
@Command(
        name = "ingest",
        description = {
            "Send pictures and the frames of videos that lie on this machine, each once, for example:",
            "  ingest photos/ 'archive/2026-*/*.jpg' street.mp4 --source archive",
            "  find /srv -name '*.jpg' -mtime -1 | zerostream ingest -",
            "Run again, it goes on with what Kafka does not have yet. Exit code 1 when a file could not be sent."
        },
        mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {
    private static final String FROM_INPUT = "-";
    private static final Duration WRITE = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final int TOLD = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private JsonOption json;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR|FILE|GLOB|-",
            description =
                    "Folders with all below them, pictures, videos, patterns in quotes; - reads paths, one a line,"
                            + " from standard input.")
    private List<String> what;

    @Option(names = "--source", paramLabel = "ID", description = "Source of the pictures (default ${DEFAULT-VALUE}).")
    private String source = "ingest";

    @Option(names = "--class-set", paramLabel = "SET", description = "Class set (default: that of the source).")
    private @Nullable String classSet;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Most pictures a second (default: as many as Kafka takes).")
    private double rate;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "Most frames taken of a second of a video (default ${DEFAULT-VALUE}).")
    private double fps = 1;

    @Option(
            names = "--change",
            paramLabel = "SHARE",
            description = "Share of a video's picture that must differ from the last one taken (default"
                    + " ${DEFAULT-VALUE}); 0 = take all.")
    private double change = 0.02;

    @Option(
            names = "--dated",
            description =
                    "Date pictures as their files are (captured_at), frames by their place in the video; else now."
                            + " Windows of label-stats count what is dated too early as late.")
    private boolean dated;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description =
                    "What was sent, so that the next run goes on (default: one for each Kafka and source, in the home).")
    private @Nullable Path journal;

    @Option(names = "--again", description = "Send what was sent before as well.")
    private boolean again;

    /**
     * What became of it, for programs.
     *
     * @param sent pictures that Kafka has taken
     * @param before pictures that it had before
     * @param passedOver files that are neither pictures nor videos by their names
     * @param refused files that were not sent, or not whole
     */
    record Outcome(long sent, long before, long passedOver, List<Refusal> refused, double seconds) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        require(rate >= 0 && rate < Double.POSITIVE_INFINITY, "--rate is 0 or more");
        require(fps > 0 && fps < Double.POSITIVE_INFINITY, "--fps is above 0");
        require(change >= 0 && change <= 1, "--change is 0 to 1");
        require(
                ImageEventLimits.isSourceId(source),
                "--source has 1 to " + ImageEventLimits.SOURCE_ID + " characters that can be seen");
        List<Refusal> refused = new ArrayList<>();
        long[] passedOver = new long[1];
        Intake intake = new Intake(refusal -> {
            if (refusal.reason() == Refusal.Reason.NO_PICTURE) {
                passedOver[0]++;
            } else {
                refused.add(refusal);
            }
        });
        for (String each : what) {
            if (each.equals(FROM_INPUT)) {
                fromInput(intake);
            } else {
                intake.add(each);
            }
        }
        require(!intake.isEmpty() || !refused.isEmpty(), "there is no picture and no video in it");
        KafkaConnection connection = kafka.connection();
        Path kept = journal == null
                ? Home.current()
                        .prepared()
                        .ingested()
                        .resolve(cluster(connection))
                        .resolve(URLEncoder.encode(source, StandardCharsets.UTF_8) + ".journal")
                : journal;
        Instant start = Instant.now();
        long sent;
        long before;
        Producer<String, ImageEvent> producer =
                connection.producer(Topics.IMAGES, ImageEvent.class, PictureWriter.settings(WRITE));
        try (PictureWriter writer = new PictureWriter(producer, WRITE);
                Journal done = new Journal(kept, again);
                IngestRun run = new IngestRun(
                        new IngestRun.Settings(source, classSet, rate, fps, change, dated),
                        writer,
                        done,
                        refused::add);
                Progress progress = new Progress(intake.items().size())) {
            for (Intake.Item item : intake.items()) {
                run.send(item);
                progress.step(item.name(), run.sent());
            }
            run.finish();
            sent = run.sent();
            before = run.before();
        } finally {
            producer.close(CLOSE);
        }
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        Outcome outcome = new Outcome(sent, before, passedOver[0], List.copyOf(refused), seconds);
        if (!json.print(spec.commandLine().getOut(), outcome)) {
            print(outcome);
        }
        return refused.isEmpty() ? 0 : 1;
    }

    private static void fromInput(Intake intake) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                intake.addListed(line);
            }
        }
    }

    /** Another Kafka has nothing of what this one has, also when it has the same address. */
    private static String cluster(KafkaConnection kafka) {
        try (Admin admin = kafka.admin(WRITE)) {
            return admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            throw new UserException("Kafka does not tell who it is: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("interrupted while asking Kafka who it is", e);
        }
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new UserException(message);
        }
    }

    private void print(Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        outcome.refused().stream()
                .limit(TOLD)
                .forEach(refusal -> out.println(
                        "not sent: " + SafeText.of(refusal.name()) + ": " + SafeText.of(refusal.message(), 300)));
        if (outcome.refused().size() > TOLD) {
            out.println("and " + (outcome.refused().size() - TOLD) + " more; --json has them all");
        }
        out.printf(
                Locale.ROOT,
                "%d sent in %.1f s (%.0f a second)%s%s%s%n",
                outcome.sent(),
                outcome.seconds(),
                outcome.sent() / Math.max(0.001, outcome.seconds()),
                outcome.before() == 0 ? "" : ", " + outcome.before() + " were sent before",
                outcome.refused().isEmpty() ? "" : ", " + outcome.refused().size() + " not sent",
                outcome.passedOver() == 0 ? "" : ", " + outcome.passedOver() + " files passed over by their names");
        out.flush();
    }

    /** A bar where somebody looks. */
    private static final class Progress implements AutoCloseable {
        private final @Nullable ProgressBar bar;

        Progress(int files) {
            bar = !CommandLine.Help.Ansi.AUTO.enabled()
                    ? null
                    : new ProgressBarBuilder()
                            .setTaskName("ingest")
                            .setInitialMax(files)
                            .setUnit(" files", 1)
                            .setStyle(ProgressBarStyle.ASCII)
                            .showSpeed()
                            .build();
        }

        void step(String name, long sent) {
            if (bar != null) {
                bar.step();
                bar.setExtraMessage(" " + sent + " sent; " + SafeText.of(name, 30));
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
