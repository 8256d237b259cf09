package io.zerostream.job.internal.agreement;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Agreement} of a job, on its job manager. The last decision is part of every checkpoint. After a failover of
 * subtasks alone it is kept as it is: what has been decided is never taken back.
 */
public final class ServingCoordinator extends QuietCoordinator {
    /** Under this the coordinator is found by those of other operators of the job. */
    private static final String NAME = "zerostream-serving";

    private final Agreement agreement;

    private ServingCoordinator(Agreement agreement) {
        this.agreement = agreement;
    }

    /** @param patience how long a plan may take from the first wish to the last subtask that is ready */
    public static OperatorCoordinator.Provider provider(OperatorID operator, Duration patience) {
        return new Provider(operator, patience);
    }

    private record Provider(OperatorID operator, Duration patience) implements OperatorCoordinator.Provider {
        private static final long serialVersionUID = 1L;

        @Override
        public OperatorID getOperatorId() {
            return operator;
        }

        @Override
        public OperatorCoordinator create(OperatorCoordinator.Context context) {
            ServingCoordinator coordinator =
                    new ServingCoordinator(new Agreement(patience, context::currentParallelism, System::nanoTime));
            context.getCoordinatorStore().compute(NAME, (name, former) -> coordinator);
            return coordinator;
        }
    }

    /** What has been decided in the job of the context, as far as its coordinator knows. */
    static Decision decision(OperatorCoordinator.Context context) {
        return context.getCoordinatorStore().get(NAME) instanceof ServingCoordinator coordinator
                ? coordinator.agreement.decision()
                : Decision.NONE;
    }

    @Override
    public CompletableFuture<CoordinationResponse> handleCoordinationRequest(CoordinationRequest request) {
        return CompletableFuture.completedFuture(Wire.wrap(agreement.ask((Question) request)));
    }

    @Override
    public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        result.complete(agreement.snapshot());
    }

    @Override
    public void resetToCheckpoint(long checkpointId, byte @Nullable [] checkpointData) throws IOException {
        agreement.restore(checkpointData);
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        agreement.isReset(subtask);
    }

    @Override
    public void executionAttemptFailed(int subtask, int attemptNumber, @Nullable Throwable reason) {
        agreement.fails(subtask, attemptNumber);
    }

    @Override
    public void executionAttemptReady(int subtask, int attemptNumber, SubtaskGateway gateway) {
        agreement.starts(subtask, attemptNumber);
    }
}
