package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
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
        assertThat(following.servingModel()).isEmpty();
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        assertThat(following.servingModel()).contains("m 1");
        tell("other", NoticeKind.ALARM, "NOT_SERVING", 1, "");
        assertThat(following.problem(deployment(1))).isEmpty();

        tell("default", NoticeKind.ALARM, "NOT_SERVING", 1, "");
        assertThat(following.problem(deployment(1)).orElseThrow()).startsWith("the job labels nothing: ");
        assertThat(following.servingModel()).isEmpty();

        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        assertThat(following.problem(deployment(1))).isEmpty();
    }

    /** Its weights cannot be fetched, or not yet: the status shows what is wished, and must not look as if it served. */
    @Test
    void aRevisionThatDoesNotServeAfterSomeTimeIsAProblem() {
        tell("default", NoticeKind.SWAP, "MODEL", 1, "");
        following.wants(deployment(2));
        now = now.plusSeconds(9);
        assertThat(following.problem(deployment(2))).as("it takes a while").isEmpty();

        now = now.plusSeconds(1);
        assertThat(following.problem(deployment(2)).orElseThrow())
                .contains("revision 2 ", "wanted since 2026-11-27T08:00:00Z", "serves revision 1 (model m 1)")
                .endsWith("see job-notices and the job's log");

        unreachable("m 1");
        assertThat(following.problem(deployment(2)).orElseThrow())
                .as("what serves is not what is waited for")
                .endsWith("see job-notices and the job's log");
        unreachable("n 2");
        assertThat(following.problem(deployment(2)).orElseThrow())
                .as("nor is another model")
                .endsWith("see job-notices and the job's log");
        unreachable("m 2");
        String told = following.problem(deployment(2)).orElseThrow();
        assertThat(told).endsWith("MODEL_UNREACHABLE: model m 2 could not be fetched");
        now = now.plusSeconds(100);
        assertThat(following.problem(deployment(2))).as("told once").hasValue(told);

        tell("default", NoticeKind.SWAP, "MODEL", 2, "");
        assertThat(following.problem(deployment(2))).isEmpty();
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
                "no such file"));
    }

    private void tell(String deployment, NoticeKind kind, String code, long revision, String reason) {
        following.notice(new JobNotice(
                kind, code, "deployment/default", "message", deployment, 0, Instant.EPOCH, "m 1", revision, reason));
    }

    private static Deployment deployment(long revision) {
        return new Deployment("default", revision, "m", "1", "s", Map.of(), null, null, 0f, Instant.EPOCH, "test");
    }
}
