package io.zerostream.gateway.internal.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowingsTest {
    private boolean noJob;

    private final Followings followings = new Followings("own", Clock.systemUTC(), new JobManager() {
        @Override
        public boolean noJob() {
            return noJob;
        }

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }
    });

    /** Jobs of other deployments may run on another Flink than the one that is asked. */
    @Test
    void flinkSpeaksOfTheGatewaysOwnDeploymentOnly() {
        for (String deployment : new String[] {"own", "other"}) {
            followings.notice(new JobNotice(
                    NoticeKind.SWAP, "MODEL", "", "message", deployment, 0, Instant.EPOCH, "m 1", 1L, "", 0));
            assertThat(followings.serving(deployment)).isPresent();
        }

        noJob = true;

        assertThat(followings.serving("own")).isEmpty();
        assertThat(followings.serving("other")).isPresent();
    }
}
