package io.zerostream.job.internal.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.EventReceivingTasks;
import org.apache.flink.runtime.operators.coordination.MockOperatorCoordinatorContext;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator.SubtaskGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two subtasks that begin, fail and begin again, as Flink tells a coordinator. */
class ServingCoordinatorTest {
    private static final OperatorID OPERATOR = new OperatorID();

    private final SubtaskGateway anybody =
            EventReceivingTasks.createForRunningTasks().createGatewayForSubtask(0, 0);
    private ServingCoordinator coordinator;

    @BeforeEach
    void create() throws Exception {
        coordinator = (ServingCoordinator) ServingCoordinator.provider(OPERATOR, Duration.ofMinutes(1))
                .create(new MockOperatorCoordinatorContext(OPERATOR, 2));
    }

    @Test
    void whoHasNotBegunOrHasFailedOrWasResetIsNotCounted() throws Exception {
        assertThat(ask(0, 0)).isFalse();
        assertThat(ask(1, 0)).isFalse();
        ready(0, 0);
        ready(1, 0);
        assertThat(ask(1, 0)).isTrue();

        coordinator.executionAttemptFailed(0, 0, null);
        assertThat(ask(0, 0)).isFalse();
        coordinator.subtaskReset(1, 1);
        assertThat(ask(1, 0)).isFalse();
        ready(0, 1);
        ready(1, 1);
        assertThat(ask(0, 1)).as("nothing is taken back").isTrue();
    }

    @Test
    void afterARestoreAllAreAskedAnew() throws Exception {
        CompletableFuture<byte[]> checkpoint = new CompletableFuture<>();
        coordinator.checkpointCoordinator(1, checkpoint);
        ready(0, 0);
        ready(1, 0);
        ask(0, 0);
        assertThat(ask(1, 0)).isTrue();

        coordinator.resetToCheckpoint(1, checkpoint.get());
        assertThat(ask(0, 0)).isFalse();
        assertThat(ask(1, 0)).isFalse();
        ready(0, 1);
        ready(1, 1);
        assertThat(ask(1, 0)).as("one that is gone").isFalse();
        assertThat(ask(0, 1)).isFalse();
        assertThat(ask(1, 1)).isTrue();
    }

    private void ready(int subtask, int attempt) {
        coordinator.executionAttemptReady(subtask, attempt, anybody);
    }

    /** @return whether the answer says anything */
    private boolean ask(int subtask, int attempt) throws Exception {
        return Wire.unwrap(
                        coordinator
                                .handleCoordinationRequest(new Question(subtask, attempt, 0, null, null, false))
                                .get(),
                        getClass().getClassLoader(),
                        Answer.class)
                .settled();
    }
}
