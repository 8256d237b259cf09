package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FollowingTest {
    private Instant now = Instant.parse("2026-11-27T08:00:00Z");
    private final Following following = new Following("default", new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the test's clock has one zone");
        }
    });

    @Test
    void aRevisionThatWasGivenUpIsAProblemUntilItServesOrAnotherIsWanted() {
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        assertThat(following.problem(deployment(2))).as("not given up yet").isEmpty();

        tell("default", NoticeKind.ALARM, "DEPLOYMENT_REFUSED", 2, "subtask 0 refuses\u001B" + "x".repeat(1_000_000));
        assertThat(following.problem(deployment(2)).orElseThrow())
                .contains("revision 2", "subtask 0 refuses")
                .doesNotContain("\u001B")
                .hasSizeLessThan(500);
        assertThat(following.problem(deployment(3))).isEmpty();

        tell("default", NoticeKind.SWAP, "MODEL", 2, "");
        assertThat(following.problem(deployment(2))).isEmpty();
    }

    @Test
    void aRecordRefusedAtTheDoorOrAnotherJobSaysNothingAboutIt() {
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        tell("default", NoticeKind.ALARM, "DEPLOYMENT_REFUSED", 2, "");
        tell("other", NoticeKind.ALARM, "DEPLOYMENT_REFUSED", 2, "subtask 0 refuses");
        assertThat(following.problem(deployment(2))).isEmpty();

        now = now.plusSeconds(100);
        tell("other", NoticeKind.SWAP, "MODEL", 2, "");
        assertThat(following.problem(deployment(2)).orElseThrow()).contains("serves revision 1 ");
    }

    /** The last that was heard of serving is of before the restart. */
    @Test
    void aJobThatServesNothingSinceItsRestartIsAProblemUntilItDoes() {
        assertThat(following.serving()).isEmpty();
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        assertThat(following.serving().map(ServingView::model)).contains("m 1");
        tell("other", NoticeKind.ALARM, "NOT_SERVING", 1, "");
        assertThat(following.problem(deployment(1))).isEmpty();

        tell("default", NoticeKind.ALARM, "NOT_SERVING", 1, "");
        assertThat(following.problem(deployment(1)).orElseThrow()).startsWith("subtask 0 of the job labels nothing: ");
        assertThat(following.serving()).isEmpty();

        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        assertThat(following.problem(deployment(1))).isEmpty();
    }

    /** One of four waits for its weights, and the first, which tells of swaps, has them. */
    @Test
    void aSubtaskThatServesNothingIsAProblemThoughAnotherServes() {
        notServing(2);
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        assertThat(following.problem(deployment(1)).orElseThrow()).startsWith("subtask 2 of the job labels nothing: ");
        assertThat(following.serving()).as("the others serve it").isPresent();

        now = now.plusSeconds(60);
        notServing(2);
        notServing(3);
        now = now.plusSeconds(89);
        assertThat(following.problem(deployment(1)).orElseThrow()).contains("subtask 2 ", "1 other");

        tell(NoticeKind.RECOVERED, "SERVING_RECOVERED", 2);
        assertThat(following.problem(deployment(1)).orElseThrow()).startsWith("subtask 3 ");
        tell(NoticeKind.RECOVERED, "SERVING_RECOVERED", 3);
        assertThat(following.problem(deployment(1))).isEmpty();
    }

    @Test
    void aSubtaskThatIsNoMoreAfterARescaleIsForgotten() {
        notServing(3);
        now = now.plusSeconds(300);
        assertThat(following.problem(deployment(1))).as("nothing serves since").isPresent();
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        assertThat(following.problem(deployment(1))).isEmpty();
    }

    /** Of three machines each has a clock of its own. */
    @Test
    void whatSubtasksSayIsOrderedByTheTopicAndNotByTheirClocks() {
        Instant ours = now;
        now = ours.plusSeconds(600);
        JobNotice ahead = notice(NoticeKind.ALARM, "NOT_SERVING", 2);
        now = ours;
        following.notice(ahead);
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        now = now.plusSeconds(91);
        assertThat(following.problem(deployment(1))).as("it is no more").isEmpty();

        now = ours.minusSeconds(600);
        JobNotice behind = notice(NoticeKind.ALARM, "NOT_SERVING", 2);
        now = ours.plusSeconds(100);
        following.notice(behind);
        assertThat(following.problem(deployment(1)).orElseThrow()).startsWith("subtask 2 ");
    }

    private void notServing(int subtask) {
        tell(NoticeKind.ALARM, "NOT_SERVING", subtask);
    }

    private void tell(NoticeKind kind, String code, int subtask) {
        following.notice(notice(kind, code, subtask));
    }

    private JobNotice notice(NoticeKind kind, String code, int subtask) {
        return new JobNotice(kind, code, "deployment/default", "message", "default", subtask, now, "m 1", 1L, "", 0);
    }

    /** Its weights cannot be fetched, or not yet: the status shows what is wished, and must not look as if it served. */
    @Test
    void aRevisionThatDoesNotServeAfterSomeTimeIsAProblem() {
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        Deployment next = deployment(2, "2");
        following.wants(next);
        now = now.plusSeconds(9);
        assertThat(following.problem(next)).as("it takes a while").isEmpty();

        now = now.plusSeconds(1);
        assertThat(following.problem(next).orElseThrow())
                .contains(
                        "revision 2 ",
                        "(model m 2) is wanted since 2026-11-27T08:00:00Z",
                        "serves revision 1 (model m 1)")
                .endsWith("see job-notices and the job's log");

        unreachable("m 1");
        assertThat(following.problem(next).orElseThrow())
                .as("what serves is not what is waited for")
                .endsWith("see job-notices and the job's log");
        unreachable("n 2");
        assertThat(following.problem(next).orElseThrow())
                .as("nor is another model")
                .endsWith("see job-notices and the job's log");
        unreachable("m 3");
        assertThat(following.problem(next).orElseThrow())
                .as("nor is another version")
                .endsWith("see job-notices and the job's log");
        unreachable("m 2");
        String told = following.problem(next).orElseThrow();
        assertThat(told).endsWith("MODEL_UNREACHABLE: model m 2 could not be fetched");
        now = now.plusSeconds(100);
        assertThat(following.problem(next)).as("told once").hasValue(told);

        tell("default", NoticeKind.SWAP, "MODEL", 2, "", "m 2");
        assertThat(following.problem(next)).isEmpty();
    }

    /** Created again by someone who did not know how far it had counted. */
    @Test
    void aRevisionOfTheSameNumberWithAnotherModelIsNotServed() {
        tell("default", NoticeKind.SWAP, "MODEL", 5, "");
        following.wants(deployment(5));
        now = now.plusSeconds(100);
        assertThat(following.problem(deployment(5))).isEmpty();

        assertThat(following.problem(deployment(5, "2"))).as("just wanted").isEmpty();
        now = now.plusSeconds(10);
        assertThat(following.problem(deployment(5, "2")).orElseThrow())
                .contains("revision 5 of", "(model m 2)", "serves revision 5 (model m 1)", "until it is");
        assertThat(following.problem(deployment(1))).as("just wanted").isEmpty();
        now = now.plusSeconds(10);
        assertThat(following.problem(deployment(1)).orElseThrow()).contains("until it is");

        tell("default", NoticeKind.SWAP, "MODEL", 6, "", "m 2");
        assertThat(following.problem(deployment(6, "2"))).isEmpty();
    }

    /** A job that says again and again what it serves is one that restarts. */
    @Test
    void aJobThatBeginsAnewAgainAndAgainIsAProblemForTenMinutes() {
        for (int i = 0; i < 3; i++) {
            tell("default", NoticeKind.SWAP, "MODEL", 1, "");
            assertThat(following.restarts()).as("a start, and two restarts").isEmpty();
        }
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        assertThat(following.restarts().orElseThrow()).contains("3 times within 10 minutes", "2026-11-27T08:00:00Z");

        now = now.plusSeconds(601);
        assertThat(following.restarts()).isEmpty();
    }

    /** Notices are kept for a month, and jobs run longer. */
    @Test
    void labelsTellWhatServesWhereNoNoticeDoes() {
        ZeroShotLabel label = Records.label("e1", Outcome.LABELLED, "Chile");
        following.label(label);
        assertThat(following.serving().orElseThrow().is(label.getModel(), label.getModelVersion()))
                .isTrue();
        assertThat(following.problem(deployment(1))).isEmpty();

        tell("default", NoticeKind.SWAP, "MODEL", 7, "");
        assertThat(following.serving().orElseThrow().revision()).isEqualTo(7);
    }

    /** Of a job that has not said what it serves nothing is known. */
    @Test
    void nothingIsSaidBeforeTheJobHasSaidSomething() {
        following.wants(deployment(2));
        now = now.plusSeconds(100);
        assertThat(following.problem(deployment(2))).isEmpty();
    }

    private void unreachable(String model) {
        following.notice(new JobNotice(
                NoticeKind.ALARM,
                "MODEL_UNREACHABLE",
                "model/m/2",
                "model " + model + " could not be fetched",
                "default",
                0,
                Instant.EPOCH,
                model,
                2L,
                "no such file",
                0));
    }

    private void tell(String deployment, NoticeKind kind, String code, long revision, String reason) {
        tell(deployment, kind, code, revision, reason, "m 1");
    }

    private void tell(String deployment, NoticeKind kind, String code, long revision, String reason, String model) {
        following.notice(new JobNotice(
                kind, code, "deployment/default", "message", deployment, 0, now, model, revision, reason, 0));
    }

    private static Deployment deployment(long revision) {
        return deployment(revision, "1");
    }

    private static Deployment deployment(long revision, String version) {
        return new Deployment("default", revision, "m", version, "s", Map.of(), null, null, 0f, Instant.EPOCH, "test");
    }
}
