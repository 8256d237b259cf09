package io.zerostream.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.ExpectedSightings;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.SightingSettings;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What sightings must be, and what the account says when one is not. */
class SightingAccountTest {
    private static final String SOURCE = "harbour";
    private static final EventTime TIMES =
            new EventTime(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final SightingSettings SETTINGS =
            new SightingSettings(true, Duration.ofMillis(500), 3, 0.6, 0.2, Duration.ofSeconds(3));
    private static final long APART = 200;
    private static final long EVERYTHING = Long.MAX_VALUE;

    private final List<String> examples = new ArrayList<>();
    /** What the account is fed. */
    private final List<ZeroShotLabel> labels = new ArrayList<>();

    @Test
    void isContentWithWhatLabelsMake() {
        List<Sighting> made = madeOf("NNNNNNNNSSSSSSSSNNNNNNNN");
        assertThat(made).hasSize(6);

        assertThat(balance(made, EVERYTHING)).isEqualTo(new SightingAccount.Balance(3, 3, 0, 0));
        assertThat(examples).isEmpty();
    }

    @Test
    void doesNotExpectWhatEventTimeHasNotReached() {
        List<Sighting> made = madeOf("NNNNNNNNSSSSSSSS");
        long third = made.get(2).getDecidedAt().toEpochMilli();

        assertThat(balance(made.subList(0, 2), third).wrong()).isZero();
        assertThat(balance(made.subList(0, 2), third + 1).wrong()).isEqualTo(1);
    }

    @Test
    void takesWhatIsToldBeforeWindowsHaveClosed() {
        assertThat(balance(madeOf("NNNNNNNNSSSSSSSS"), 0).wrong()).isZero();
    }

    @Test
    void seesARecordThatIsToldTwice() {
        for (int i = 0; i < 2; i++) {
            List<Sighting> told = new ArrayList<>(madeOf("NNNNNNNN????????"));
            told.add(told.get(i));
            assertThat(problems(told)).as(told.get(i).getStatus()).containsExactly("was told before");
            assertThat(balance(told, 0).wrong())
                    .as("by itself, and in its place")
                    .isEqualTo(2);
        }
    }

    @Test
    void seesAClassThatLeavesWithoutHavingAppeared() {
        assertThat(problems(madeOf("NNNNNNNN????????").subList(1, 2))).containsExactly("left without having appeared");
    }

    @Test
    void seesAClassThatAppearsWhileItIsThere() {
        List<Sighting> made = madeOf("NNNNNNNN????????????NNNNNNNN");

        assertThat(problems(List.of(made.get(0), made.get(2))))
                .containsExactly("appears while " + made.get(0).getSightingId() + " has not left");
    }

    @Test
    void seesStretchesThatOverlap() {
        List<Sighting> made = madeOf("NNNNNNNN????????");
        Sighting again = Sighting.newBuilder(made.get(0))
                .setSightingId("other")
                .setFirstAt(made.get(1).getLastAt())
                .setLastAt(made.get(1).getLastAt())
                .setLabels(1)
                .build();

        assertThat(problems(List.of(made.get(0), made.get(1), again)))
                .containsExactly("begins before the end of " + made.get(0).getSightingId());
    }

    @Test
    void seesASightingThatChanges() {
        List<Sighting> made = madeOf("NNNNNNNN????????");
        Sighting left = Sighting.newBuilder(made.get(1))
                .setFirstAt(Instant.ofEpochMilli(APART))
                .setLabels(7)
                .build();

        assertThat(problems(List.of(made.get(0), left))).containsExactly("is another than the one that appeared");
    }

    @Test
    void seesAStatusThatThereIsNot() {
        Sighting strange =
                Sighting.newBuilder(madeOf("NNNNNNNN").get(0)).setStatus("GONE").build();

        assertThat(problems(List.of(strange))).containsExactly("has a status that there is not");
    }

    @Test
    void seesThatTooManyOrTooFewLabelsAreCounted() {
        List<Sighting> made = madeOf("NNNNNNSNN????????");
        for (int wrong : new int[] {7, 9}) {
            Sighting left = Sighting.newBuilder(made.get(1)).setLabels(wrong).build();
            assertThat(problems(List.of(made.get(0), left)))
                    .containsExactly("counts " + wrong + " labels; there are 8");
        }
    }

    @Test
    void seesAStretchThatEndsBesideItsLabels() {
        List<Sighting> made = madeOf("NNNNNNNN????????");
        Sighting left = Sighting.newBuilder(made.get(1))
                .setLastAt(made.get(1).getLastAt().plusMillis(1))
                .build();

        assertThat(problems(List.of(made.get(0), left)))
                .containsExactly("begins or ends where no label says its class");
    }

    @Test
    void seesAWrongMean() {
        List<Sighting> made = madeOf("NNNNNNNN????????");
        for (double off : new double[] {-1e-3, 1e-3}) {
            double wrong = made.get(1).getMeanScore() + off;
            Sighting left = Sighting.newBuilder(made.get(1)).setMeanScore(wrong).build();
            assertThat(problems(List.of(made.get(0), left)))
                    .containsExactly("has a mean score of " + wrong + ", which its labels do not have");
        }
    }

    @Test
    void seesABestLabelThatIsNotTheBestOrNoneOfItsOwn() {
        List<Sighting> made = madeOf("NNNNNNNN????????");
        ZeroShotLabel first = labels.get(0);
        Sighting worse = Sighting.newBuilder(made.get(1))
                .setBestEventId(first.getEventId())
                .setBestScore(first.getTop().get(0).getScore())
                .build();
        Sighting another = Sighting.newBuilder(made.get(1))
                .setBestEventId(labels.get(9).getEventId())
                .build();

        for (Sighting left : List.of(worse, another)) {
            assertThat(problems(List.of(made.get(0), left))).containsExactly("has a best label that is not its best");
        }
    }

    @Test
    void seesSightingsThatAreMissing() {
        List<Sighting> made = madeOf("NNNNNNNNSSSSSSSS????????");

        assertThat(balance(List.of(), EVERYTHING).wrong()).isEqualTo(made.size());
        assertThat(examples)
                .singleElement()
                .asString()
                .startsWith("labels make")
                .endsWith("told was none");
    }

    @Test
    void seesSightingsThatHoldByThemselvesButThatLabelsDoNotMake() {
        List<Sighting> made = madeOf("NNNNNNNN????????");

        assertThat(problems(early(made))).isEmpty();
        assertThat(balance(early(made), EVERYTHING).wrong())
                .as("two that are, and two that should be")
                .isEqualTo(4);
    }

    @Test
    void seesSightingsThatOnlyOtherSettingsWouldMake() {
        labels.addAll(said("N?"));
        SightingSettings eager = new SightingSettings(true, Duration.ofMillis(1), 1, 0.6, 0.2, SETTINGS.gap());
        List<Sighting> told = made(eager, labels, label -> true);

        assertThat(problems(told)).isEmpty();
        assertThat(balance(told, EVERYTHING).wrong()).isEqualTo(told.size()).isPositive();
    }

    @Test
    void seesSightingsOfASourceThatHasNoLabels() {
        Sighting strange = Sighting.newBuilder(madeOf("NNNNNNNN").get(0))
                .setSourceId("nobody")
                .build();

        assertThat(balance(List.of(strange), 0).wrong()).isPositive();
    }

    @Test
    void anInstantHasEachPictureOnce() {
        List<Sighting> made = madeOf("NNNNNNNN????????");
        labels.add(labels.get(3));

        assertThat(balance(made, EVERYTHING).wrong()).isZero();
    }

    @Test
    void oneSourceIsNothingToAnother() {
        List<Sighting> made = madeOf("NNNNNNNN????????");
        labels.add(Labels.of("x", "stadium", 2 * APART, 2 * APART, "N", 0.9f));

        assertThat(balance(made, EVERYTHING).wrong()).isZero();
    }

    @Test
    void lateLabelsMayHaveBeenLeftOut() {
        List<ZeroShotLabel> said = withLate("NNNNNNNNSSSSSSSSSSSSSSSS", 5, 6, 10);
        labels.addAll(said);
        for (Set<String> leftOut :
                List.of(Set.of("p5", "p6", "p10"), Set.of("p6"), Set.of("p10"), Set.of("p5", "p10"))) {
            List<Sighting> without = made(said, label -> !leftOut.contains(label.getEventId()));

            assertThat(without).isNotEqualTo(made(said, label -> true));
            assertThat(balance(without, EVERYTHING))
                    .as("without %s", leftOut)
                    .isEqualTo(new SightingAccount.Balance(2, 2, 0, 0));
        }
        assertThat(examples).isEmpty();
    }

    @Test
    void oneOfTwoLateLabelsOfAnInstantMayHaveBeenLeftOut() {
        List<ZeroShotLabel> said = withLate("NNNNNNNNSSSSSSSSSSSSSSSS", 5);
        said.add(Labels.of("beside", SOURCE, 5 * APART, 23 * APART, "N", 0.9f));
        labels.addAll(said);
        for (String leftOut : List.of("p5", "beside")) {
            List<Sighting> without = made(said, label -> !label.getEventId().equals(leftOut));

            assertThat(balance(without, EVERYTHING))
                    .as("without %s", leftOut)
                    .isEqualTo(new SightingAccount.Balance(2, 2, 0, 0));
        }
    }

    @Test
    void lateLabelsDoNotExcuseWhatIsMissing() {
        List<ZeroShotLabel> said = withLate("NNNNNNNNSSSSSSSSSSSSSSSS", 5, 6, 10);
        labels.addAll(said);
        List<Sighting> made = made(said, label -> true);
        for (int i = 0; i < made.size(); i++) {
            List<Sighting> lacking = new ArrayList<>(made);
            lacking.remove(i);

            assertThat(balance(lacking, EVERYTHING).wrong()).isPositive();
        }
    }

    @Test
    void saysSoWhenThereAreTooManyLateLabelsToTry() {
        int unknown = 40;
        List<ZeroShotLabel> said = withLate(
                "?".repeat(unknown) + "NNNNNNNN", IntStream.range(0, unknown).toArray());
        labels.addAll(said);

        assertThat(balance(early(made(said, label -> true)), EVERYTHING))
                .isEqualTo(new SightingAccount.Balance(1, 1, 0, 1));
        assertThat(examples).isEmpty();
    }

    @Test
    void lateLabelsExcuseNoMoreThanThemselves() {
        List<ZeroShotLabel> said = withLate("NNNNNNNNSSSSSSSSSSSSSSSS", 5);
        labels.addAll(said);
        List<Sighting> lacksTwo = made(said, label -> !Set.of("p4", "p5").contains(label.getEventId()));

        assertThat(problems(lacksTwo)).containsExactly("counts 6 labels; there are 8, 7 of them surely in time");
    }

    @Test
    void aLabelThatCameSlowlyIsNotLateWhereNothingWasAheadOfIt() {
        List<ZeroShotLabel> said = new ArrayList<>();
        for (ZeroShotLabel label : said("NNNNNNNN????????")) {
            said.add(Labels.of(
                    label.getEventId(),
                    SOURCE,
                    label.getCapturedAt().toEpochMilli(),
                    label.getCapturedAt().toEpochMilli() + 60_000,
                    label.getTop().isEmpty() ? "" : "N",
                    label.getTop().isEmpty() ? 0 : label.getTop().get(0).getScore()));
        }
        labels.addAll(said.subList(0, 3));

        assertThat(balance(List.of(), EVERYTHING)).isEqualTo(new SightingAccount.Balance(0, 0, 2, 0));
    }

    @Test
    void afterASilenceThatEndedEverythingLabelsOfTheGapMayHaveBeenLeftOut() {
        List<ZeroShotLabel> said = said("NNNNNNNN");
        long newest = 7 * APART;
        long gap = SETTINGS.gap().toMillis();
        for (int i = 0; i < 4; i++) {
            // taken during the silence, and labelled after it
            said.add(Labels.of("late" + i, SOURCE, newest + gap / 2 + i * APART, newest + 60_000, "S", 0.5f));
        }
        labels.addAll(said);

        assertThat(balance(made(said.subList(0, 8), label -> true), EVERYTHING))
                .isEqualTo(new SightingAccount.Balance(1, 1, 0, 0));
    }

    /** What the records are told to be wrong by themselves, without the beginning that names them. */
    private List<String> problems(List<Sighting> told) {
        examples.clear();
        balance(told, 0);
        return examples.stream()
                .filter(e -> e.startsWith("{"))
                .map(e -> e.substring(e.lastIndexOf('}') + 2))
                .toList();
    }

    private SightingAccount.Balance balance(List<Sighting> told, long reached) {
        SightingAccount account = new SightingAccount(TIMES, SETTINGS, examples::add);
        // the account asks for no order of labels
        List<ZeroShotLabel> backwards = new ArrayList<>(labels);
        Collections.reverse(backwards);
        backwards.forEach(label -> account.label(label, label.getCapturedAt().toEpochMilli()));
        told.forEach(account::told);
        return account.balance(reached);
    }

    /** Each decided too soon by a millisecond. */
    private static List<Sighting> early(List<Sighting> sightings) {
        return sightings.stream()
                .map(s -> Sighting.newBuilder(s)
                        .setDecidedAt(s.getDecidedAt().minusMillis(1))
                        .build())
                .toList();
    }

    private List<Sighting> madeOf(String classes) {
        labels.clear();
        labels.addAll(said(classes));
        return made(labels, label -> true);
    }

    private static List<Sighting> made(List<ZeroShotLabel> said, Predicate<ZeroShotLabel> those) {
        return made(SETTINGS, said, those);
    }

    private static List<Sighting> made(
            SightingSettings settings, List<ZeroShotLabel> said, Predicate<ZeroShotLabel> those) {
        TreeMap<Long, List<ExpectedSightings.Said>> frames = new TreeMap<>();
        said.stream().filter(those).forEach(label -> frames.computeIfAbsent(
                        label.getCapturedAt().toEpochMilli(), t -> new ArrayList<>())
                .add(ExpectedSightings.Said.of(label)));
        return new ExpectedSightings(settings, Labels.SET, SOURCE).of(frames);
    }

    /** A label of each letter, {@code ?} being UNKNOWN, made when its picture was taken. */
    private static List<ZeroShotLabel> said(String classes) {
        List<ZeroShotLabel> said = new ArrayList<>();
        for (int i = 0; i < classes.length(); i++) {
            said.add(label(classes, i, i * APART));
        }
        return said;
    }

    /** The same, some of them made when the last was. */
    private static List<ZeroShotLabel> withLate(String classes, int... late) {
        List<ZeroShotLabel> said = said(classes);
        long last = (said.size() - 1) * APART;
        for (int i : late) {
            said.set(i, label(classes, i, last));
        }
        return said;
    }

    private static ZeroShotLabel label(String classes, int i, long labelledAt) {
        String name = classes.substring(i, i + 1);
        return Labels.of("p" + i, SOURCE, i * APART, labelledAt, name.equals("?") ? "" : name, score(i));
    }

    /** Others for each, so that a mean tells which labels are in it. */
    private static float score(int i) {
        return 0.5f + i * 0.01f;
    }
}
