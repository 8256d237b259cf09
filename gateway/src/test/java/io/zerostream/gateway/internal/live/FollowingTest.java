package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FollowingTest {
    private final Following following = new Following("default");

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
        tell("default", NoticeKind.ALARM, "DEPLOYMENT_REFUSED", 2, "");
        tell("other", NoticeKind.ALARM, "DEPLOYMENT_REFUSED", 2, "subtask 0 refuses");
        assertThat(following.problem(deployment(2))).isEmpty();
    }

    private void tell(String deployment, NoticeKind kind, String code, long revision, String reason) {
        following.notice(new JobNotice(
                kind, code, "deployment/default", "message", deployment, 0, Instant.EPOCH, "m 1", revision, reason));
    }

    private static Deployment deployment(long revision) {
        return new Deployment("default", revision, "m", "1", "s", Map.of(), null, null, 0f, Instant.EPOCH, "test");
    }
}
