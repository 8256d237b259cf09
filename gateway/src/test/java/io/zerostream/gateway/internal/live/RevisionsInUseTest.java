package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.view.InUse;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Since when a job uses a revision. */
class RevisionsInUseTest {
    private static final Instant CHANGED = Instant.parse("2026-11-28T10:00:00Z");

    private final Followings followings = new Followings("default", Clock.systemUTC(), JobManager.NOT_ASKED);

    @Test
    void theLastSubtaskCounts() {
        assertThat(followings.inUse("default", set(2))).isEmpty();
        tell(2, 0, 300);
        assertThat(followings.inUse("default", set(2)))
                .hasValueSatisfying(use -> assertThat(use).isEqualTo(new InUse(1, 2, CHANGED, at(300))));
        tell(2, 1, 450);
        // it says so again after a restart
        tell(2, 0, 9000);

        InUse use = followings.inUse("default", set(2)).orElseThrow();
        assertThat(use.subtasks()).isEqualTo(2);
        assertThat(use.of()).isEqualTo(2);
        assertThat(use.afterMillis()).isEqualTo(450);
        assertThat(followings.inUse("default", set(3))).isEmpty();
    }

    /** Built one after the other, a subtask may swap from the first to the third. */
    @Test
    void whoUsesALaterRevisionUsesWhatThisOneChanged() {
        tell(2, 0, 300);
        tell(3, 1, 700);

        assertThat(followings.inUse("default", set(2)).orElseThrow().afterMillis())
                .isEqualTo(700);
        assertThat(followings.inUse("default", set(3)).orElseThrow().subtasks()).isEqualTo(1);
    }

    @Test
    void aClockThatIsBehindGivesNoTimeBelowZero() {
        tell(2, 0, -40);

        assertThat(followings.inUse("default", set(2)).orElseThrow().afterMillis())
                .isZero();
    }

    @Test
    void whatIsNoNoticeOfTheOwnJobIsNotCounted() {
        followings.notice(notice("other", 2, 0, 2, 300));
        followings.notice(notice("default", 2, 5, 2, 300));
        followings.notice(notice("default", 2, 0, 0, 300));

        assertThat(followings.inUse("default", set(2))).isEmpty();
        assertThat(followings.inUse("other", set(2))).isEmpty();
    }

    private void tell(long revision, int subtask, long afterMillis) {
        followings.notice(notice("default", revision, subtask, 2, afterMillis));
    }

    private static Instant at(long afterMillis) {
        return CHANGED.plusMillis(afterMillis);
    }

    private static JobNotice notice(String deployment, long revision, int subtask, int subtasks, long afterMillis) {
        return new JobNotice(
                NoticeKind.SWAP,
                "CLASS_SET_IN_USE",
                "set/flags",
                "message",
                deployment,
                subtask,
                at(afterMillis),
                "m 1",
                revision,
                "",
                subtasks);
    }

    private static ClassSet set(long revision) {
        return new ClassSet(
                "flags", "flags", revision, List.of("Japan"), 0f, 0f, 5, CHANGED, "me", Calibration.SOFTMAX);
    }
}
