package io.zerostream.job.internal.sightings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.job.config.SightingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What labels make a class appear, hold it, and make it leave. */
class SmoothingTest {
    private static final SightingSettings SETTINGS = SightingSettings.DEFAULT;
    private static final long GAP = SETTINGS.gap().toMillis();
    /** A source so slow that each label counts as much as one can. */
    private static final long SLOW = 1000;
    /** 25 a second. */
    private static final long FAST = 40;

    @Test
    void aClassAppearsWithTheThirdLabelOfASlowSourceAndItsStretchBeginsWithTheFirst() {
        assertThat(said(SLOW, "A")).isEmpty();
        assertThat(said(SLOW, "AA")).isEmpty();
        assertThat(said(SLOW, "AAA")).containsExactly("APPEARED A 0-2000 at 2000");
        assertThat(said(SLOW, "AAAAAA")).as("once").containsExactly("APPEARED A 0-2000 at 2000");
    }

    @Test
    void aFastSourceMustSayItForAsLongAsTheSmoothing() {
        List<String> changes = said(FAST, "A".repeat(100));

        assertThat(changes).hasSize(1);
        long at = at(changes.get(0));
        // the first label counts for a third, for nobody knows how long before it the class was there
        assertThat(at).isCloseTo(SETTINGS.smoothing().toMillis() * 2 / 3, within(FAST));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, FAST, SLOW, 5000})
    void oneLabelOrTwoAmongOthersMakeNoEvent(long apart) {
        String others = "B".repeat(200);
        for (String flicker : List.of("A", "AA", "A?A", "?")) {
            assertThat(said(apart, others + flicker + others))
                    .as("%s, %d ms apart", flicker, apart)
                    .isEqualTo(said(apart, others));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"B", "BB", "BBB", "???", "BC?"})
    void aClassIsHeldThroughAFewLabelsOfOthers(String others) {
        assertThat(said(SLOW, "AAAAAA" + others + "AAAAAA").stream().filter(c -> c.contains(" A ")))
                .containsExactly("APPEARED A 0-2000 at 2000");
    }

    @Test
    void aClassLeavesWhenOthersTookItsPlaceAndBothAreThereMeanwhile() {
        assertThat(said(SLOW, "AAAAAABBBBBBBB"))
                .containsExactly("APPEARED A 0-2000 at 2000", "APPEARED B 6000-8000 at 8000", "LEFT A 0-5000 at 10000");
    }

    @Test
    void unknownMakesAClassLeaveAndIsNoneItself() {
        assertThat(said(SLOW, "AAAAAA??????????"))
                .containsExactly("APPEARED A 0-2000 at 2000", "LEFT A 0-5000 at 10000");
    }

    @Test
    void twoClassesInTurnAreBothThereWhenOnIsLow() {
        SightingSettings two = new SightingSettings(true, SETTINGS.smoothing(), 3, 0.4, 0.1, SETTINGS.gap());

        assertThat(run(two, frames(SLOW, "ABABABABABABABAB")).stream().map(SmoothingTest::text))
                .hasSize(2)
                .allMatch(change -> change.startsWith("APPEARED"));
    }

    @Test
    void aSilentSourceHoldsItsClassesForTheGapAndNoLonger() {
        NavigableMap<Long, List<Frame>> labels = frames(SLOW, "AAA");
        labels.put(2000 + GAP - 1, List.of(frame("late", "A")));
        assertThat(texts(labels)).containsExactly("APPEARED A 0-2000 at 2000");

        labels.put(2000 + GAP - 1 + GAP, List.of(frame("too late", "A")));
        assertThat(texts(labels))
                .containsExactly("APPEARED A 0-2000 at 2000", "LEFT A 0-" + (1999 + GAP) + " at " + (1999 + 2 * GAP));
    }

    @Test
    void aClassThatNobodySaysLeavesAfterTheGapThoughOthersComeRarely() {
        NavigableMap<Long, List<Frame>> labels = frames(SLOW, "AAAAAAAA");
        labels.put(7000 + GAP / 2, List.of(frame("b", "B")));
        labels.put(7000 + GAP + 5, List.of(frame("c", "B")));
        assertThat(texts(labels)).containsExactly("APPEARED A 0-2000 at 2000", "LEFT A 0-7000 at " + (7000 + GAP));
    }

    @Test
    void labelsOfOneInstantCountAsOneInWhateverOrder() {
        NavigableMap<Long, List<Frame>> burst = new TreeMap<>();
        burst.put(0L, IntStream.range(0, 50).mapToObj(i -> frame("p" + i, "A")).toList());
        assertThat(texts(burst)).isEmpty();
        burst.put(SLOW, List.of(frame("x", "A"), frame("y", "B")));
        burst.put(2 * SLOW, List.of(frame("y", "A")));
        burst.put(3 * SLOW, List.of(frame("z", "A")));
        assertThat(texts(burst)).containsExactly("APPEARED A 0-3000 at 3000");
    }

    @Test
    void theRecordKnowsTheBestLabelAndTheMeanOfTheStretch() {
        NavigableMap<Long, List<Frame>> labels = new TreeMap<>();
        float[] scores = {0.5f, 0.9f, 0.7f, 0.9f};
        for (int i = 0; i < scores.length; i++) {
            labels.put(i * SLOW, List.of(new Frame("p" + i, "A", scores[i], 10 + i, "m", "v" + i)));
        }
        List<Smoothing.Change> changes = new ArrayList<>(run(SETTINGS, labels));
        Smoothing smoothing = new Smoothing(SETTINGS);
        Scene scene = Scene.empty();
        for (Map.Entry<Long, List<Frame>> instant : labels.entrySet()) {
            scene = smoothing.pass(scene, instant.getKey(), instant.getValue(), new ArrayList<>());
        }
        smoothing.pass(scene, 3000 + GAP, List.of(), changes);

        var appeared = SightingWriter.write("set", "door", changes.get(0));
        var left = SightingWriter.write("set", "door", changes.get(1));
        assertThat(appeared.getLabels()).isEqualTo(3);
        assertThat(appeared.getMeanScore()).isCloseTo(0.7, within(1e-6));
        assertThat(left.getStatus()).isEqualTo("LEFT");
        assertThat(left.getSightingId()).isEqualTo(appeared.getSightingId()).hasSize(32);
        assertThat(left.getLabels()).isEqualTo(4);
        assertThat(left.getMeanScore()).isCloseTo(0.75, within(1e-6));
        assertThat(left.getBestEventId()).as("the first of two as good").isEqualTo("p1");
        assertThat(left.getClassSetRevision()).isEqualTo(11);
        assertThat(left.getModelVersion()).isEqualTo("v1");
        assertThat(left.getLastAt().toEpochMilli()).isEqualTo(3000);
        assertThat(SightingWriter.write("set", "gate", changes.get(0)).getSightingId())
                .isNotEqualTo(appeared.getSightingId());
    }

    /** Classes that come and go, at any pace, with errors. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachSightingAppearsOnceAndLeavesOnceWhateverComes(long seed) {
        Random random = new Random(seed);
        NavigableMap<Long, List<Frame>> labels = Scenes.random(random, 4000);
        List<Smoothing.Change> changes = new ArrayList<>();
        Smoothing smoothing = new Smoothing(SETTINGS);
        Scene scene = Scene.empty();
        int most = 0;
        for (Map.Entry<Long, List<Frame>> instant : labels.entrySet()) {
            scene = smoothing.pass(scene, instant.getKey(), instant.getValue(), changes);
            double sum =
                    scene.tracks().values().stream().mapToDouble(Track::share).sum();
            assertThat(sum).isLessThanOrEqualTo(1 + 1e-9);
            most = Math.max(most, (int)
                    scene.tracks().values().stream().filter(Track::present).count());
        }
        assertThat(most).isBetween(1, (int) (1 / SETTINGS.off()));
        smoothing.pass(scene, labels.lastKey() + GAP, List.of(), changes);
        assertThat(scene.tracks()).as("nothing stays").isEmpty();

        Map<String, Smoothing.Change> there = new TreeMap<>();
        Map<String, Long> sightings = new TreeMap<>();
        long before = Long.MIN_VALUE;
        for (Smoothing.Change change : changes) {
            Track track = change.track();
            assertThat(change.at()).as("in the order of event time").isGreaterThanOrEqualTo(before);
            before = change.at();
            assertThat(track.firstAt()).isLessThanOrEqualTo(track.lastAt());
            assertThat(track.lastAt()).isLessThanOrEqualTo(change.at());
            assertThat(said(labels, change.className(), track.firstAt(), track.lastAt()))
                    .as("all labels of the stretch, and no others")
                    .isEqualTo(track.labels());
            if (change.status() == Smoothing.Status.APPEARED) {
                assertThat(there.put(change.className(), change))
                        .as("not twice")
                        .isNull();
                sightings.merge(change.className() + track.firstAt(), 1L, Long::sum);
            } else {
                Smoothing.Change begun = there.remove(change.className());
                assertThat(begun).as("left what had appeared").isNotNull();
                assertThat(begun.track().firstAt()).isEqualTo(track.firstAt());
            }
        }
        assertThat(there).isEmpty();
        assertThat(sightings).hasSizeGreaterThan(10).allSatisfy((sighting, times) -> assertThat(times)
                .isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void askingMoreOftenChangesNothing(long seed) {
        Random random = new Random(seed);
        NavigableMap<Long, List<Frame>> labels = Scenes.random(random, 2000);
        List<Smoothing.Change> once = run(SETTINGS, labels);
        for (int i = 0; i < 3000; i++) {
            labels.putIfAbsent((long) (random.nextDouble() * labels.lastKey()), List.of());
        }
        labels.replaceAll((at, frames) -> {
            List<Frame> shuffled = new ArrayList<>(frames);
            Collections.shuffle(shuffled, random);
            return shuffled;
        });
        assertThat(run(SETTINGS, labels)).isEqualTo(once).hasSizeGreaterThan(10);
    }

    @Test
    void whatIsFollowedIsBoundedAndWhatIsThereIsNotForgotten() {
        NavigableMap<Long, List<Frame>> labels = frames(1, "A".repeat(5000));
        for (int i = 0; i < 3 * Smoothing.MOST_TRACKS; i++) {
            labels.put(5000L + i, List.of(frame("r" + i, i % 3 == 0 ? "rare" + i : "A")));
        }
        Smoothing smoothing = new Smoothing(SETTINGS);
        Scene scene = Scene.empty();
        List<Smoothing.Change> changes = new ArrayList<>();
        for (Map.Entry<Long, List<Frame>> instant : labels.entrySet()) {
            scene = smoothing.pass(scene, instant.getKey(), instant.getValue(), changes);
        }
        assertThat(scene.tracks()).hasSize(Smoothing.MOST_TRACKS).containsKey("A");
        assertThat(changes).hasSize(1);
    }

    @Test
    void oneLabelIsEnoughWhereTheSettingsSaySo() {
        SightingSettings eager = new SightingSettings(true, Duration.ofMillis(1), 1, 0.6, 0.2, Duration.ofSeconds(1));
        assertThat(run(eager, frames(SLOW / 2, "AB")).stream().map(SmoothingTest::text))
                .containsExactly("APPEARED A 0-0 at 0", "APPEARED B 500-500 at 500");
    }

    private static long said(NavigableMap<Long, List<Frame>> labels, String name, long from, long to) {
        return labels.subMap(from, true, to, true).values().stream()
                .flatMap(List::stream)
                .filter(frame -> frame.className().equals(name))
                .count();
    }

    private static List<String> said(long apart, String classes) {
        return texts(frames(apart, classes));
    }

    private static List<String> texts(NavigableMap<Long, List<Frame>> labels) {
        return run(SETTINGS, labels).stream().map(SmoothingTest::text).toList();
    }

    private static List<Smoothing.Change> run(SightingSettings settings, NavigableMap<Long, List<Frame>> labels) {
        return Scenes.run(new Smoothing(settings), labels);
    }

    private static String text(Smoothing.Change change) {
        return change.status() + " " + change.className() + ' ' + change.track().firstAt() + '-'
                + change.track().lastAt() + " at " + change.at();
    }

    private static long at(String text) {
        return Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
    }

    /** A label of each letter, {@code ?} being UNKNOWN. */
    private static NavigableMap<Long, List<Frame>> frames(long apart, String classes) {
        NavigableMap<Long, List<Frame>> labels = new TreeMap<>();
        for (int i = 0; i < classes.length(); i++) {
            String name = classes.substring(i, i + 1);
            labels.put(i * apart, List.of(frame("p" + i, name.equals("?") ? "" : name)));
        }
        return labels;
    }

    private static Frame frame(String eventId, String name) {
        return new Frame(eventId, name, 0.5f, 1, "m", "v");
    }
}
