package io.zerostream.job.internal.agreement;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.jspecify.annotations.Nullable;

/** Tells the subtasks of another operator what has been decided. Remembers nothing of its own. */
public final class DecisionRelay extends QuietCoordinator {
    /** @param number of the decision that the asker knows */
    record Ask(long number) implements CoordinationRequest {}

    /**
     * What has been decided.
     *
     * @param number of the decision; 0 = none
     * @param plan as in {@code PlanCodec}; null = none, or the one that the asker knows
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes that are read and never compared
    public record Decided(long number, byte @Nullable [] plan) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    private final Context context;

    private DecisionRelay(Context context) {
        this.context = context;
    }

    /** For a factory. */
    public static OperatorCoordinator.Provider provider(OperatorID operator) {
        return new Provider(operator);
    }

    private record Provider(OperatorID operator) implements OperatorCoordinator.Provider {
        private static final long serialVersionUID = 1L;

        @Override
        public OperatorID getOperatorId() {
            return operator;
        }

        @Override
        public OperatorCoordinator create(OperatorCoordinator.Context context) {
            return new DecisionRelay(context);
        }
    }

    @Override
    public CompletableFuture<CoordinationResponse> handleCoordinationRequest(CoordinationRequest request) {
        Decision decision = ServingCoordinator.decision(context);
        boolean known = ((Ask) request).number() == decision.number();
        return CompletableFuture.completedFuture(
                Wire.wrap(new Decided(decision.number(), known ? null : decision.plan())));
    }
}
