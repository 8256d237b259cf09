package io.zerostream.gateway.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.gateway.config.HistoryLimits;
import io.zerostream.gateway.internal.topic.ForeignRecordException;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelHistoryTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private LabelHistory history = new LabelHistory(HistoryLimits.defaults());

    @ParameterizedTest
    @ValueSource(ints = {10, 60, 300, 2000})
    void whateverTheStepsTheyAddUpToWhatTheWindowsSay(int points) {
        Random random = new Random(7);
        Map<String, Long> sums = new HashMap<>();
        long labels = 0;
        for (Instant at = START; at.isBefore(START.plus(DAY)); at = at.plus(MINUTE)) {
            for (String source : List.of("door", "yard")) {
                Map<String, Long> counts = Map.of("Japan", 1L + random.nextInt(9), "?", 1L + random.nextInt(3));
                history.window(Windows.window(WindowKind.TUMBLING, source, at, MINUTE, counts));
                counts.forEach((name, count) -> sums.merge(name, count, Long::sum));
                labels += counts.get("Japan") + counts.get("?");
            }
        }

        Stretch all = history.read("flags", null, START, START.plus(DAY), points);
        assertThat(all.steps()).hasSizeLessThanOrEqualTo(points);
        assertThat(all.from()).isEqualTo(START.toEpochMilli());
        assertThat(all.to()).isEqualTo(START.plus(DAY).toEpochMilli());
        assertThat(all.total().labels()).isEqualTo(labels);
        assertThat(all.total().unknown()).isEqualTo(sums.get("?"));
        assertThat(all.total().classes().of("Japan")).isEqualTo(sums.get("Japan"));
        assertThat(all.total().windows()).isEqualTo(2 * DAY.toMinutes());
        Stretch door = history.read("flags", "door", START, START.plus(DAY), points);
        Stretch yard = history.read("flags", "yard", START, START.plus(DAY), points);
        assertThat(door.total().labels() + yard.total().labels()).isEqualTo(labels);
        assertThat(history.read("birds", null, START, START.plus(DAY), points)
                        .total()
                        .labels())
                .isZero();
    }

    @Test
    void stepsAreTheShortestThatAreLongEnoughAndStillKept() {
        history = new LabelHistory(new HistoryLimits(120, 100, 720, 10, 10, 1 << 24, 1));
        for (Instant at = START; at.isBefore(START.plus(DAY)); at = at.plus(MINUTE)) {
            history.window(Windows.minute(at, Map.of("Japan", 1L)));
        }
        Instant end = START.plus(DAY);

        assertThat(minutesOfSteps(end.minus(Duration.ofHours(2)), end, 300)).isEqualTo(1);
        assertThat(minutesOfSteps(end.minus(Duration.ofHours(2)), end, 60)).isEqualTo(2);
        assertThat(minutesOfSteps(end.minus(Duration.ofHours(2)), end, 1)).isEqualTo(120);
        assertThat(minutesOfSteps(end.minus(Duration.ofHours(3)), end, 300))
                .as("minutes are kept for two hours")
                .isEqualTo(10);
        assertThat(minutesOfSteps(START, end, 300))
                .as("and ten minutes for less than a day")
                .isEqualTo(60);
        assertThat(minutesOfSteps(START, START.plus(Duration.ofDays(90)), 30)).isEqualTo(3 * 1440);
        assertThat(history.read("flags", null, START, end, 300).total().labels())
                .isEqualTo(1440);
    }

    private long minutesOfSteps(Instant from, Instant to, int points) {
        return Duration.ofMillis(history.read("flags", null, from, to, points).step())
                .toMinutes();
    }

    @Test
    void lateLabelsAddUpAndThoseOfWindowsThatOverlapDoNot() {
        history.window(Windows.minute(START, Map.of("Japan", 3L)));
        history.window(Windows.window(WindowKind.LATE, "camera", START, MINUTE, Map.of("Japan", 2L, "?", 1L)));
        history.window(
                Windows.window(WindowKind.SLIDING, "camera", START, Duration.ofMinutes(5), Map.of("Japan", 30L)));

        Counted sum = total();
        assertThat(sum.labels()).isEqualTo(6);
        assertThat(sum.unknown()).isEqualTo(1);
        assertThat(sum.classes().of("Japan")).isEqualTo(5);
    }

    @Test
    void ofAWindowThatComesAgainWithMoreLabelsTheLastCounts() {
        LabelStats before = Windows.minute(START, Map.of("Japan", 3L, "Peru", 1L));
        history.window(Windows.compared(before, 9, 0.9, true));
        history.window(Windows.minute(START.plus(MINUTE), Map.of("Japan", 1L)));
        LabelStats again = Windows.minute(START, Map.of("Japan", 2L, "?", 4L));
        history.window(Windows.compared(again, 0.5, 0.1, false));

        Counted sum = total();
        assertThat(sum.windows()).isEqualTo(2);
        assertThat(sum.labels()).isEqualTo(7);
        assertThat(sum.unknown()).isEqualTo(4);
        assertThat(sum.classes().of("Japan")).isEqualTo(3);
        assertThat(sum.classes().of("Peru")).isZero();
        assertThat(sum.alarms()).isZero();
        assertThat(sum.psi()).isCloseTo(0.5, within(1e-9));
    }

    /** A job that starts without its state writes them again with the few labels that came twice. */
    @Test
    void aWindowThatComesAgainWithFewerLabelsTakesNothingAway() {
        history.window(Windows.minute(START, Map.of("Japan", 600L)));
        history.window(Windows.minute(START, Map.of("Japan", 15L, "?", 5L)));
        history.window(Windows.minute(START, Map.of("Japan", 599L, "Peru", 1L)));

        Counted sum = total();
        assertThat(sum.windows()).isEqualTo(1);
        assertThat(sum.labels()).isEqualTo(600);
        assertThat(sum.unknown()).isZero();
        assertThat(sum.classes().of("Peru")).as("of equals the last").isEqualTo(1);
    }

    /** A job that is set back to an old savepoint writes windows again that nobody has the counts of any more. */
    @Test
    void aWindowThatComesAgainLongAfterCountsOnce() {
        history = new LabelHistory(new HistoryLimits(10, 10, 720, 10, 10, 1 << 20, 1));
        for (int round = 0; round < 2; round++) {
            for (int minute = 0; minute < 2000; minute++) {
                history.window(Windows.minute(START.plus(MINUTE.multipliedBy(minute)), Map.of("Japan", 1L)));
            }
        }
        assertThat(history.read("flags", null, START, START.plus(DAY.multipliedBy(2)), 300)
                        .total()
                        .labels())
                .isEqualTo(2000);
    }

    @Test
    void whatWindowsSayOfThemselvesIsAveragedOverTheirLabels() {
        history.window(Windows.compared(Windows.minute(START, Map.of("Japan", 30L)), 0.4, 0.2, true));
        history.window(Windows.compared(Windows.minute(START.plus(MINUTE), Map.of("Japan", 10L)), 0.8, 0.4, false));
        history.window(Windows.minute(START.plusSeconds(120), Map.of("Japan", 100L)));

        Counted sum = total();
        assertThat(sum.psi()).isCloseTo(0.5, within(1e-9));
        assertThat(sum.jensenShannon()).isCloseTo(0.25, within(1e-9));
        assertThat(sum.meanMargin()).isCloseTo(0.5, within(1e-9));
        assertThat(sum.alarms()).isEqualTo(1);
        assertThat(Counted.NOTHING.psi()).isNull();
    }

    @Test
    void furtherSourcesAndClassesAreCountedTogetherAndNothingIsLost() {
        history = new LabelHistory(new HistoryLimits(60, 60, 60, 2, 3, 1 << 24, 1));
        for (int i = 0; i < 10; i++) {
            history.window(Windows.window(
                    WindowKind.TUMBLING, "camera" + i, START, MINUTE, Map.of("class" + i, 5L, "every", 1L)));
        }
        Counted sum = total();
        assertThat(sum.labels()).isEqualTo(10 * 6);
        assertThat(sum.classes().sum() + sum.other()).isEqualTo(sum.labels());
        assertThat(sum.classes().of("class1")).isEqualTo(5);
        assertThat(sum.classes().of("every")).isEqualTo(10);
        assertThat(sum.classes().of("class2")).as("the fourth name").isZero();
        assertThat(history.series().stream().map(SeriesSum::series))
                .containsExactlyInAnyOrder(
                        new Series("flags", "camera0"), new Series("flags", "camera1"), new Series("flags", null));
        assertThat(history.isApart("flags", "camera1")).isTrue();
        assertThat(history.isApart("flags", "camera2")).isFalse();
        assertThat(history.isApart("flags", null)).isTrue();
    }

    @Test
    void aSetThatComesWhenThePlacesAreTakenIsStillKeptApartAndOfFurtherOnesItIsSaid() {
        history = new LabelHistory(new HistoryLimits(60, 60, 60, 2, 3, 1 << 24, 1));
        history.window(Windows.minute(START, Map.of("Japan", 1L)));
        history.window(Windows.window(WindowKind.TUMBLING, "door", START, MINUTE, Map.of("Japan", 1L)));
        assertThat(history.isApart("birds", null)).as("there is none").isTrue();
        for (String set : List.of("birds", "fish", "trees")) {
            history.window(LabelStats.newBuilder(Windows.minute(START, Map.of("owl", 4L)))
                    .setClassSet(set)
                    .build());
        }

        assertThat(history.series().stream().map(SeriesSum::series))
                .containsExactlyInAnyOrder(
                        new Series("flags", "camera"),
                        new Series("flags", "door"),
                        new Series("birds", null),
                        new Series(null, null));
        assertThat(history.read("birds", null, START, START.plus(DAY), 300)
                        .total()
                        .labels())
                .isEqualTo(4);
        assertThat(history.isApart("birds", null)).isTrue();
        assertThat(history.isApart("birds", "camera")).isFalse();
        assertThat(history.isApart("fish", null)).isFalse();
        assertThat(history.isApart("flags", "door")).isTrue();
        assertThat(history.isApart("flags", "yard"))
                .as("there is no such source")
                .isTrue();
    }

    @Test
    void placesOfSourcesAndClassesThatAreNoMoreAreFree() {
        history = new LabelHistory(new HistoryLimits(60, 60, 2, 1, 1, 1 << 24, 1));
        for (int hour = 0; hour < 4; hour++) {
            history.window(Windows.window(
                    WindowKind.TUMBLING,
                    "camera" + hour / 2,
                    START.plus(Duration.ofHours(hour)),
                    MINUTE,
                    Map.of("class" + hour / 2, 1L)));
        }
        history.window(Windows.window(
                WindowKind.TUMBLING, "camera1", START.plus(Duration.ofHours(4)), MINUTE, Map.of("class1", 1L)));
        history.window(Windows.window(
                WindowKind.TUMBLING, "camera1", START.plus(Duration.ofHours(5)), MINUTE, Map.of("class1", 1L)));

        Counted sum =
                history.read("flags", "camera1", START, START.plus(DAY), 300).total();
        assertThat(sum.classes().of("class1")).isPositive();
    }

    @Test
    void memoryIsBoundedByWhateverComesAndNoLabelIsLostOfTheHoursThatAreKept() {
        HistoryLimits small = new HistoryLimits(1560, 1152, 720, 50, 5000, 1 << 20, 1);
        history = new LabelHistory(small);
        Random random = new Random(5);
        long labels = 0;
        for (int minute = 0; minute < 3000; minute++) {
            Map<String, Long> counts = new HashMap<>();
            for (int i = 0; i < 60; i++) {
                counts.put("class " + random.nextInt(3000), 1L);
            }
            labels += counts.size();
            history.window(Windows.minute(START.plus(MINUTE.multipliedBy(minute)), counts));
            assertThat(history.bytes()).isLessThanOrEqualTo(small.bytes());
        }
        Stretch all = history.read("flags", null, START, START.plus(DAY.multipliedBy(3)), 300);
        assertThat(all.total().labels()).isEqualTo(labels);
        assertThat(all.total().classes().sum()).isPositive();
        assertThat(all.total().other()).as("of the oldest hours").isPositive();
        assertThat(all.total().classes().sum() + all.total().other()).isEqualTo(labels);
    }

    /** The names of its classes may have been given up meanwhile. */
    @Test
    void aWindowIsTakenBackWhereItsClassesAreNoLongerNamed() {
        Tier hours = new Tier(Duration.ofHours(1).toMillis(), 10);
        Series series = new Series("flags", "camera");
        Counted window = new Counted(
                1, 7, 1, 2, ClassCounts.of(new TreeMap<>(Map.of("Japan", 3L, "Peru", 1L))), 0, 0, 0, 0, 0, 0);
        hours.add(0, series, window);
        assertThat(hours.foldOldest()).isTrue();
        hours.add(60_000, series, window);
        hours.remove(0, series, window);

        Counted left = hours.all().get(0L).get(series);
        assertThat(left.labels()).isEqualTo(7);
        assertThat(left.other()).isEqualTo(6);
        assertThat(left.classes().sum()).isZero();
        assertThat(hours.bytes()).isPositive();
        hours.dropOldest();
        assertThat(hours.bytes()).isZero();
    }

    @Test
    void aWindowThatIsLongerThanAStepIsToldByLongerSteps() {
        Duration quarter = Duration.ofMinutes(15);
        for (int i = 0; i < 8; i++) {
            history.window(Windows.window(
                    WindowKind.TUMBLING, "camera", START.plus(quarter.multipliedBy(i)), quarter, Map.of("Japan", 1L)));
        }
        assertThat(minutesOfSteps(START, START.plus(Duration.ofHours(2)), 300)).isEqualTo(60);
        assertThat(total().labels()).isEqualTo(8);
    }

    @Test
    void aTopicThatIsMadeAnewIsReadFromNothing() {
        history.window(Windows.minute(START, Map.of("Japan", 3L)));
        history.forget();
        assertThat(history.since()).isEmpty();
        history.window(Windows.minute(START, Map.of("Peru", 2L)));

        assertThat(total().labels()).isEqualTo(2);
        assertThat(total().classes().of("Japan")).isZero();
    }

    @Test
    void ofASourceThatIsForgottenNothingIsLeftAndNothingComesAgain() {
        LabelHistory without = new LabelHistory(HistoryLimits.defaults());
        List<LabelStats> doors = new ArrayList<>();
        for (int hour = 0; hour < 3; hour++) {
            Instant at = START.plus(Duration.ofHours(hour));
            doors.add(Windows.window(WindowKind.TUMBLING, "door", at, MINUTE, Map.of("Japan", 2L)));
            history.window(doors.get(hour));
            if (hour > 0) {
                history.window(Windows.minute(at, Map.of("Peru", 3L)));
                without.window(Windows.minute(at, Map.of("Peru", 3L)));
            }
        }

        assertThat(history.forgetSource("door")).isEqualTo(3);

        assertThat(history.series().stream().map(SeriesSum::series)).containsExactly(new Series("flags", "camera"));
        assertThat(history.bytes()).isEqualTo(without.bytes());
        assertThat(history.since()).isEqualTo(without.since());
        for (int points : List.of(10, 100, 2000)) {
            assertThat(history.read("flags", null, START, START.plus(DAY), points)
                            .total()
                            .labels())
                    .isEqualTo(6);
        }
        doors.forEach(history::window);
        assertThat(total().labels()).as("they were counted before").isEqualTo(6);
        history.window(Windows.window(WindowKind.TUMBLING, "door", START.plus(MINUTE), MINUTE, Map.of("Japan", 1L)));
        assertThat(total().labels()).as("what is new of it").isEqualTo(7);
        assertThat(history.forgetSource("nobody")).isZero();
    }

    @Test
    void aSourceThatIsForgottenLeavesItsPlaceToOthers() {
        history = new LabelHistory(new HistoryLimits(60, 60, 60, 1, 10, 1 << 24, 1));
        history.window(Windows.window(WindowKind.TUMBLING, "door", START, MINUTE, Map.of("Japan", 2L)));
        history.forgetSource("door");
        history.window(Windows.minute(START, Map.of("Peru", 3L)));

        assertThat(history.series().stream().map(SeriesSum::series)).containsExactly(new Series("flags", "camera"));
    }

    @Test
    void aWindowThatNoJobWritesTakesNoMemory() {
        LabelStats window = Windows.minute(START, Map.of("Japan", 3L));
        for (LabelStats foreign : List.of(
                LabelStats.newBuilder(window).setSourceId("").build(),
                LabelStats.newBuilder(window).setClassSet("x".repeat(5000)).build(),
                LabelStats.newBuilder(window).setWindowEnd(START).build(),
                LabelStats.newBuilder(window).setLabels(2).build(),
                LabelStats.newBuilder(window)
                        .setCounts(Map.of("Japan", -3L))
                        .setLabels(-3)
                        .build(),
                LabelStats.newBuilder(window)
                        .setCounts(Map.of("x".repeat(5000), 3L))
                        .build())) {
            assertThatThrownBy(() -> history.window(foreign)).isInstanceOf(ForeignRecordException.class);
        }
        assertThat(history.since()).isEmpty();
    }

    private Counted total() {
        return history.read("flags", null, START, START.plus(DAY), 300).total();
    }
}
