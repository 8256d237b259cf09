package io.zerostream.gateway.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerostream.gateway.internal.http.Pictures;
import io.zerostream.gateway.internal.http.TestServer;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.schemas.avro.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leaves the console open under load and measures what it takes, to {@code target/console-long-run.txt}. Only when asked for:
 * {@code mvn -pl gateway verify -Dtest=none -Dit.test=ConsoleLongRunIT -Dconsole.minutes=10 -Dconsole.rate=1000}. The labels
 * go past the limit of labels a second that a gateway keeps ({@code live.label-events-per-second}).
 */
class ConsoleLongRunIT {
    private static final Path REPORT = Path.of("target", "console-long-run.txt");
    private static final int TICKS_A_SECOND = 50;
    private static final int PICTURES = 40;
    private static final int SAMPLES = 20;

    @TempDir
    private Path profile;

    private final AtomicLong sent = new AtomicLong();
    private long ticks;

    /** @param longTaskMs time in tasks of more than 50 ms since the sample before */
    private record Sample(double heapMib, double nodes, double listeners, double longTaskMs, double longestMs) {}

    @Test
    void takesNoMoreMemoryTheLongerItIsOpen() throws Exception {
        assumeTrue(System.getProperty("console.minutes") != null, "-Dconsole.minutes is not given");
        Path program = Browser.program().orElse(null);
        assumeTrue(program != null, "no chromium on the PATH");
        Duration all = Duration.ofSeconds(Math.round(60 * Double.parseDouble(System.getProperty("console.minutes"))));
        int rate = Integer.getInteger("console.rate", 100);
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        try (TestServer server = new TestServer();
                Browser browser = Browser.start(program, profile, 1440, 1000)) {
            for (int i = 0; i < PICTURES; i++) {
                server.feed().picture(Records.picture("p" + i, Pictures.flag(i), null), false);
            }
            browser.open(server.url());
            browser.until("document.querySelector('#connection')?.dataset.state === 'live'");
            browser.evaluate("window.longTasks = []; new PerformanceObserver(list => list.getEntries().forEach(e =>"
                    + " longTasks.push(e.duration))).observe({entryTypes: ['longtask']})");
            load.scheduleAtFixedRate(
                    () -> some(server, rate / TICKS_A_SECOND), 0, 1000 / TICKS_A_SECOND, TimeUnit.MILLISECONDS);
            List<Sample> samples = new ArrayList<>();
            for (int i = 1; i <= SAMPLES; i++) {
                long until = System.nanoTime() + all.dividedBy(SAMPLES).toNanos();
                Awaitility.await()
                        .atMost(all.plusMinutes(1))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> System.nanoTime() >= until);
                samples.add(sample(browser));
                tell(i + " of " + SAMPLES + ": " + sent + " labels, " + samples.get(samples.size() - 1));
            }
            judge(samples, all);
        } finally {
            load.shutdownNow();
        }
    }

    private void some(TestServer server, int labels) {
        for (int i = 0; i < labels; i++) {
            long n = sent.incrementAndGet();
            Outcome outcome = n % 7 == 0 ? Outcome.UNKNOWN : Outcome.LABELLED;
            String name = "class " + n % 120;
            server.hub()
                    .publish(
                            "label",
                            LabelView.of(
                                    Records.label("e" + n, outcome, name, "Chile"),
                                    null,
                                    null,
                                    "/api/images/p" + n % PICTURES));
        }
        long n = sent.get();
        if (n / 1000 != (n - labels) / 1000) {
            server.feed()
                    .deadLetter(
                            Records.holding(Records.picture("d" + n, Pictures.flag(n % PICTURES), null), n),
                            100,
                            false);
            server.feed().notice(Records.refusal(), 100, false);
        }
        if (++ticks % TICKS_A_SECOND == 0) {
            server.hub().publish("stats", server.feed().counts().snapshot(Instant.now(), 60));
        }
    }

    private static void tell(String line) throws IOException {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, line + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static Sample sample(Browser browser) {
        Map<String, Double> metrics = browser.metrics();
        double tasks = browser.evaluate("longTasks.reduce((a, b) => a + b, 0)").asDouble();
        // a machine that is busy with other things may read too late for a moment
        browser.until("document.querySelector('#connection').dataset.state === 'live'");
        double longest = browser.evaluate("Math.max(0, ...longTasks)").asDouble();
        browser.evaluate("longTasks.length = 0");
        return new Sample(
                metrics.getOrDefault("JSHeapUsedSize", 0.0) / (1024 * 1024),
                metrics.getOrDefault("Nodes", 0.0),
                metrics.getOrDefault("JSEventListeners", 0.0),
                tasks,
                longest);
    }

    /** The first quarter fills what is bounded; from there on nothing grows. */
    private static void judge(List<Sample> samples, Duration all) throws IOException {
        Sample early = samples.get(SAMPLES / 4);
        Sample last = samples.get(SAMPLES - 1);
        double busy = samples.stream().mapToDouble(Sample::longTaskMs).sum() / all.toMillis();
        tell(String.format(Locale.ROOT, "in long tasks %.2f %% of the time", 100 * busy));
        assertThat(last.heapMib()).as("heap after a collection, MiB").isLessThan(early.heapMib() * 1.3 + 2);
        assertThat(last.nodes()).as("nodes").isLessThan(early.nodes() * 1.3 + 500);
        assertThat(last.listeners()).as("listeners").isLessThan(early.listeners() * 1.3 + 200);
    }
}
