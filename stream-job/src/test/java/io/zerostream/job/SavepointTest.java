package io.zerostream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.ConfigKey;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Parallelism;
import io.zerostream.job.config.SightingSettings;
import io.zerostream.job.config.Slots;
import io.zerostream.job.internal.classify.TestRegistries;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints of the whole job: what a release wrote the next one reads; and any parallelism can go on from any other. */
@Timeout(180)
class SavepointTest {
    /** One folder a release, each with the savepoint that {@link #writesTheSavepointOfThisRelease} made of it. */
    private static final Path RELEASED = Path.of("src/test/resources/savepoints");

    private static final int ENOUGH = 900;
    /** Each class takes turns with two others: it is there from its second label on, and stays. */
    private static final SightingSettings FINDING =
            new SightingSettings(true, Duration.ofMillis(1), 2, 0.25, 0.01, Duration.ofSeconds(30));

    @TempDir
    private Path folder;

    private final Registry registry = new Registry();
    private final List<ControlRecord> control = new ArrayList<>(registry.everything("colours"));

    SavepointTest() {
        // revision 2 serves, revision 3 waits for a class that never comes
        control.add(registry.put(Registry.set("colours", 2, "green", "red", "blue")));
        control.add(registry.put(Registry.set("colours", 3, "green", "never-comes")));
    }

    @Test
    void theSavepointOfEveryReleaseIsRestored() throws Exception {
        List<Path> releases;
        try (var folders = Files.list(RELEASED)) {
            releases = folders.sorted().toList();
        }
        assertThat(releases).isNotEmpty();
        for (Path release : releases) {
            EndlessJob job = start(1, new TestRegistries(), release.toUri().toString());
            job.untilLabelled(ENOUGH);
            job.stop(folder);

            long first = job.labels.records().stream()
                    .mapToLong(label -> NumberedPictures.number(label.getEventId()))
                    .min()
                    .orElseThrow();
            assertThat(first).as("goes on where %s stopped", release).isGreaterThanOrEqualTo(ENOUGH);
            assertContiguous(job.labels.records(), first);
            // nothing but the savepoint knows of model and classes
            assertThat(job.labels.records())
                    .allSatisfy(label -> assertThat(label.getClassSetRevision()).isEqualTo(2))
                    .allSatisfy(label -> assertThat(label.getModelVersion()).isEqualTo("v1"));
            // the first windows closed are compared with the last ones of the release before
            assertThat(job.stats.records().get(0).getPsi()).isNotNull();
            assertFullWindows(job.stats.records());
        }
    }

    @Test
    @EnabledIfSystemProperty(
            named = "savepoint.release",
            matches = ".+",
            disabledReason = "run once for a release: mvn -pl stream-job test -Dtest=SavepointTest"
                    + " -Dsavepoint.release=0.1.0, then commit the file")
    void writesTheSavepointOfThisRelease() throws Exception {
        EndlessJob job = start(1, registries(), null);
        job.untilLabelled(ENOUGH);
        Path written = Path.of(URI.create(job.stop(folder)));
        Path target = RELEASED.resolve(System.getProperty("savepoint.release"));
        Files.createDirectories(target);
        Files.copy(written.resolve("_metadata"), target.resolve("_metadata"));
    }

    @Test
    void rescalesFromOneToTwoToOne() throws Exception {
        List<ZeroShotLabel> labels = new ArrayList<>();
        List<LabelStats> stats = new ArrayList<>();
        List<Sighting> sightings = new ArrayList<>();
        String savepoint = null;
        for (int width : new int[] {1, 2, 1}) {
            EndlessJob job = start(width, savepoint == null ? registries() : new TestRegistries(), savepoint);
            job.untilLabelled(ENOUGH);
            savepoint = job.stop(folder);
            labels.addAll(job.labels.records());
            stats.addAll(job.stats.records());
            sightings.addAll(job.sightings.records());
        }
        assertThat(sightings)
                .as("three colours before two cameras, which appear once and are there all the time")
                .hasSize(6)
                .allSatisfy(s -> assertThat(s.getStatus()).isEqualTo("APPEARED"))
                .extracting(Sighting::getSightingId)
                .doesNotHaveDuplicates();
        assertContiguous(labels, 0);
        assertThat(labels).allSatisfy(label -> assertThat(label.getTop().get(0).getName())
                .isEqualTo(NumberedPictures.colour(NumberedPictures.number(label.getEventId()))));
        assertFullWindows(stats);
    }

    /** Each picture from the first one on has one label. */
    private static void assertContiguous(List<ZeroShotLabel> labels, long first) {
        assertThat(labels.stream().map(l -> NumberedPictures.number(l.getEventId())))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(first, first + labels.size()).boxed().toList());
    }

    /** Windows of ten seconds over ten pictures a second from two cameras. */
    private static void assertFullWindows(List<LabelStats> stats) {
        assertThat(stats).isNotEmpty().allSatisfy(s -> assertThat(s.getLabels())
                .as("%s from %s", s.getSourceId(), s.getWindowStart())
                .isEqualTo(50));
    }

    private TestRegistries registries() {
        TestRegistries registries = new TestRegistries();
        registries.add(control);
        return registries;
    }

    private EndlessJob start(int width, TestRegistries registries, @Nullable String savepoint) throws Exception {
        JobConfig config = ConfigKey.defaults()
                .withParallelism(new Parallelism(1, width, width, 0, 1, width, Slots.DEFAULT))
                .withEventTime(new EventTime(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10)))
                // a part that may be switched on at any time: the first release did not have it
                .withSightings(FINDING)
                .withCheckpointing(
                        new Checkpointing(Duration.ofMillis(200), Delivery.EXACTLY_ONCE, Duration.ofMinutes(10)));
        return new EndlessJob(config, new NumberedPictures(), registries, control, savepoint);
    }
}
