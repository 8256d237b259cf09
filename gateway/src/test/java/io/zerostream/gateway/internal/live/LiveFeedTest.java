package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.gateway.config.LiveLimits;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.topic.ForeignRecordException;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.StatsView;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final LiveLimits LIMITS =
            new LiveLimits(3, 2, 2, 350, 2, 100, 9, 2, Duration.ofMinutes(5), 1, 16, 4);

    private final List<String> events = new ArrayList<>();
    private final LiveFeed feed =
            new LiveFeed(LIMITS, Flags.view(), (type, payload) -> events.add(type), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void whatTheJobRefusesIsCountedAndTakesNoMemory() {
        feed.picture(Records.picture("a", new byte[] {1}, "x".repeat(14 * 1024 * 1024)), false);
        feed.picture(Records.picture("b".repeat(5000), new byte[] {1}, "Japan"), false);
        feed.picture(Records.picture("c", new byte[] {1}, "Japan"), false);

        assertThat(feed.pictures().find("a")).isEmpty();
        assertThat(feed.pictures().find("b".repeat(5000))).isEmpty();
        assertThat(feed.pictures().find("c")).isPresent();
        assertThat(feed.counts().snapshot(NOW, 1).totals().pictures()).isEqualTo(3);
    }

    @Test
    void aLabelThatNoJobWritesTakesNoMemory() {
        ZeroShotLabel label = Records.label("a", Outcome.LABELLED, "Japan");
        for (ZeroShotLabel foreign : List.of(
                Records.label("x".repeat(5000), Outcome.LABELLED, "Japan"),
                Records.label("a", Outcome.LABELLED, "x".repeat(5000)),
                ZeroShotLabel.newBuilder(label)
                        .setModelVersion("x".repeat(5000))
                        .build(),
                ZeroShotLabel.newBuilder(label)
                        .setCapturedAt(Instant.ofEpochMilli(Long.MIN_VALUE))
                        .build())) {
            assertThatThrownBy(() -> feed.label(foreign, 5000, false)).isInstanceOf(ForeignRecordException.class);
        }
        assertThat(feed.labels().newest(10)).isEmpty();
        assertThat(feed.counts().snapshot(NOW, 1).totals().labels()).isZero();
    }

    @Test
    void joinsALabelWithItsPictureAndTruth() {
        feed.picture(Records.picture("a/1 ?", new byte[] {1}, "Japan"), false);
        feed.label(Records.label("a/1 ?", Outcome.LABELLED, "Japan", "Chile"), 100, false);

        LabelView label = feed.labels().newest(1).get(0);

        assertThat(label.picture()).isEqualTo("/api/images/a%2F1%20%3F");
        assertThat(label.truth()).isEqualTo("Japan");
        assertThat(label.verdict()).isEqualTo("right");
        assertThat(label.label()).isEqualTo("Japan");
        assertThat(events).containsExactly("label");
    }

    @Test
    void aSourceThatIsForgottenLeavesRoomAndNothingElseGoes() {
        ImageEvent own = Records.picture("a", new byte[60], null);
        ImageEvent other =
                ImageEvent.newBuilder(own).setEventId("b").setSourceId("other").build();
        ImageEvent third = Records.picture("c", new byte[10], null);
        feed.picture(own, false);
        feed.label(Records.labelOf(own, Outcome.LABELLED, "Japan"), 100, false);
        feed.deadLetter(Records.letterOf(own), 100, false);
        feed.deadLetter(Records.letterOf(other), 100, false);
        feed.label(Records.labelOf(other, Outcome.LABELLED, "Japan"), 100, false);

        assertThat(feed.forget("camera")).isEqualTo(new LiveFeed.Forgotten(1, 1, 1, 0));

        assertThat(feed.pictures().find("a")).isEmpty();
        assertThat(feed.labels().newest(9)).extracting(LabelView::eventId).containsExactly("b");
        assertThat(feed.deadLetters().newest(9))
                .extracting(DeadLetterView::sourceId)
                .containsExactly("other");
        feed.picture(other, false);
        feed.picture(third, false);
        assertThat(feed.pictures().find("b")).as("room for 100 bytes").isPresent();
        assertThat(feed.pictures().find("c")).isPresent();
        feed.label(Records.labelOf(own, Outcome.LABELLED, "Japan"), 100, false);
        assertThat(feed.labels().newest(9)).as("its identities too").hasSize(2);
        assertThat(feed.forget("nobody")).isEqualTo(new LiveFeed.Forgotten(0, 0, 0, 0));
    }

    @Test
    void unknownIsRightOnlyWhenTheTrueClassIsNotInTheSet() {
        feed.picture(Records.picture("a", new byte[1], "Norway"), false);
        feed.picture(Records.picture("b", new byte[1], "Japan"), false);
        feed.label(Records.label("a", Outcome.UNKNOWN, "Chile"), 100, false);
        feed.label(Records.label("b", Outcome.UNKNOWN, "Chile"), 100, false);

        assertThat(feed.labels().newest(2)).extracting(LabelView::verdict).containsExactly("wrong", "right");
        assertThat(feed.labels().newest(2)).extracting(LabelView::label).containsOnlyNulls();
        assertThat(feed.counts().snapshot(NOW, 9).totals().unknownShare()).isEqualTo(1);
    }

    @Test
    void dropsRepeatsOfALabel() {
        feed.label(Records.label("a", Outcome.LABELLED, "Japan"), 100, false);
        feed.label(Records.label("a", Outcome.LABELLED, "Japan"), 100, false);

        StatsView.Totals totals = feed.counts().snapshot(NOW, 9).totals();

        assertThat(totals.labels()).isEqualTo(1);
        assertThat(totals.repeats()).isEqualTo(1);
        assertThat(feed.labels().newest(9)).hasSize(1);
    }

    @Test
    void showsHistoryWithoutCountingOrStreamingIt() {
        feed.label(Records.label("a", Outcome.LABELLED, "Japan"), 100, true);
        feed.deadLetter(Records.letter("b"), 100, true);

        assertThat(feed.labels().newest(9)).hasSize(1);
        assertThat(feed.deadLetters().newest(9)).hasSize(1);
        assertThat(feed.counts().snapshot(NOW, 9).totals().labels()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void countsAllLabelsButStreamsOnlySoManyASecond() {
        for (int i = 0; i < 20; i++) {
            feed.label(Records.label("x" + i, Outcome.LABELLED, "Japan"), 100, false);
        }

        assertThat(events).hasSize(4);
        assertThat(feed.counts().snapshot(NOW, 9).totals().labels()).isEqualTo(20);
        assertThat(feed.counts().snapshot(NOW, 9).recent().labelsPerSecond()).isEqualTo(2.0);
        assertThat(feed.labels().newest(99)).hasSize(3);
    }

    @Test
    void namesNoMoreClassesThanAllowed() {
        for (String name : List.of("A", "B", "C", "A", "D")) {
            feed.label(Records.label(name + events.size(), Outcome.LABELLED, name), 100, false);
        }

        StatsView stats = feed.counts().snapshot(NOW, 9);

        assertThat(stats.classes()).extracting(StatsView.ClassCount::name).containsExactly("A", "B");
        assertThat(stats.otherClasses()).isEqualTo(2);
    }

    @Test
    void aClassThatIsFrequentOnlyLatelyIsAmongThoseShown() {
        LiveCounts counts = new LiveCounts(NOW, 100, Duration.ofMinutes(5));
        for (int i = 0; i < 20; i++) {
            String name = "old " + i;
            for (int n = 0; n < 3; n++) {
                counts.label(view(name), 1, NOW);
            }
        }
        Instant later = NOW.plus(Duration.ofMinutes(10));
        counts.label(view("new"), 1, later);

        assertThat(counts.snapshot(later, 5).classes())
                .hasSize(6)
                .endsWith(new StatsView.ClassCount("new", 1, 1))
                .startsWith(new StatsView.ClassCount("old 0", 3, 0));
    }

    @Test
    void anIdThatAnotherSourceUsesTooDoesNotReplaceAPicture() {
        feed.picture(from("gate", "1", "Japan"), false);
        feed.picture(from("yard", "1", "Chile"), false);

        assertThat(feed.pictures().find("1")).map(Picture::truth).contains("Japan");

        ZeroShotLabel label = Records.label("1", Outcome.LABELLED, "Japan");
        feed.label(ZeroShotLabel.newBuilder(label).setSourceId("gate").build(), 100, false);
        feed.label(ZeroShotLabel.newBuilder(label).setSourceId("yard").build(), 100, false);

        assertThat(feed.labels().newest(2)).extracting(LabelView::picture).containsExactly(null, "/api/images/1");
    }

    @Test
    void aSourceMaySendItsPictureAgain() {
        feed.picture(from("gate", "1", "Japan"), false);
        feed.picture(from("gate", "1", "Chile"), false);

        assertThat(feed.pictures().find("1")).map(Picture::truth).contains("Chile");
    }

    private static ImageEvent from(String source, String eventId, String truth) {
        return ImageEvent.newBuilder(Records.picture(eventId, new byte[] {1}, truth))
                .setSourceId(source)
                .build();
    }

    private static LabelView view(String name) {
        return LabelView.of(Records.label("a", Outcome.LABELLED, name), null, null, null);
    }

    @Test
    void countsDeadLettersByReason() {
        feed.deadLetter(Records.letter("a"), 100, false);
        feed.deadLetter(Records.letter("b"), 100, false);
        feed.deadLetter(Records.letter("c"), 100, false);

        assertThat(feed.counts().snapshot(NOW, 9).deadLettersByReason()).containsEntry("UNDECODABLE", 3L);
        assertThat(feed.deadLetters().newest(9)).hasSize(2);
    }
}
