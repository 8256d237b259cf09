package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.classify.TestRegistries;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Flink's Prometheus reporter serves of a running job, against what the documentation, the dashboard and the alert
 * rules say there is.
 */
@Timeout(360)
class PrometheusMetricsTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final String PREFIX = "flink_taskmanager_job_task_operator_zerostream_";

    @TempDir
    private Path folder;

    @Test
    void everyMetricThatIsDocumentedOrAskedForIsServed() throws Exception {
        int port = FreePorts.next();
        Configuration flink = new Configuration();
        flink.setString(
                "metrics.reporter.prom.factory.class", "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
        flink.setString("metrics.reporter.prom.port", Integer.toString(port));
        Registry registry = new Registry();
        List<ControlRecord> control = new ArrayList<>(registry.everything("colours"));
        control.add(registry.put(Registry.version("v2")));
        control.add(registry.put(Registry.version("v3")));
        control.add(registry.put(
                Registry.withShadow(Registry.withCanary(Registry.deployment(2, "v1", "colours"), "v2", 0.2), "v3")));
        control.add(ControlRecord.unreadable(Topics.CLASS_REGISTRY.name(), 99, "set/rubbish", "rubbish"));
        TestRegistries registries = new TestRegistries();
        registries.add(control);
        Set<String> documented = documented();
        assertThat(documented).contains("nativeMemoryBytes", "reason_deadLetters", "classSet_source_psi");

        List<Monitoring.Query> queries = new ArrayList<>(Monitoring.queries());
        queries.addAll(Monitoring.madeUp());
        assertThat(queries).flatExtracting(Monitoring.Query::selectors).hasSizeGreaterThan(50);

        JobConfig config = JobConfig.read(new String[] {"--sightings.enabled=true"}, Map.of());
        EndlessJob job = new EndlessJob(flink, config, new Troubled(), registries, control, null);
        try {
            await().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
                Scrape scrape = Scrape.of(port);
                assertThat(served(scrape))
                        .as("documented in docs/operations.md, and served by the reporter")
                        .isEqualTo(documented);
                assertThat(queries)
                        .as("what alert rules, their tests and the dashboard ask for, and there is not")
                        .flatExtracting(scrape::missing)
                        .isEmpty();
            });
        } finally {
            job.stop(folder);
        }
    }

    /** Names as Prometheus has them, of the table in the documentation: labels fall out, {@code .x} goes on with the row. */
    private static Set<String> documented() throws IOException {
        String text = Files.readString(REPOSITORY.resolve("docs/operations.md"));
        String table = text.substring(text.indexOf("## Metrics of the job"));
        table = table.substring(0, table.indexOf("\n## ", 1));
        Set<String> names = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| (`.*?) \\|").matcher(table);
        while (row.find()) {
            String first = "";
            for (String name : row.group(1).replace("`", "").split(", ")) {
                String whole = name.startsWith(".") ? first.substring(0, first.lastIndexOf('.')) + name : name;
                first = whole;
                names.add(whole.replaceAll("\\.<[^>]*>", "").replace('.', '_'));
            }
        }
        return names;
    }

    /** Histograms count as one. */
    private static Set<String> served(Scrape scrape) {
        return scrape.names(PREFIX).stream()
                .map(name -> name.replaceAll("_count$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Numbered pictures, some of them no pictures, some long past. */
    private static final class Troubled implements EndlessJob.Numbered<IncomingPicture> {
        private static final long serialVersionUID = 1L;
        private final NumberedPictures good = new NumberedPictures();

        @Override
        public IncomingPicture apply(long n) {
            IncomingPicture picture = good.apply(n);
            ImageEvent event = picture.event();
            if (n % 10 == 3) {
                return picture.fetched(ImageEvent.newBuilder(event)
                        .setContent(ByteBuffer.wrap("no picture".getBytes(StandardCharsets.UTF_8)))
                        .build());
            }
            return n % 50 != 7
                    ? picture
                    : new IncomingPicture(
                            picture.origin(),
                            ImageEvent.newBuilder(event)
                                    .setCapturedAt(Instant.ofEpochMilli(0))
                                    .build(),
                            null,
                            0,
                            0);
        }
    }
}
