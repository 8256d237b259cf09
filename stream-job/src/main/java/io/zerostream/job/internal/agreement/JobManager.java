package io.zerostream.job.internal.agreement;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.tasks.TaskOperatorEventGateway;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.util.SerializedValue;

/**
 * The way from an operator to its coordinator: by requests and answers, for events of a coordinator reach a task only
 * when it takes pictures, and before anything serves it does not.
 */
public final class JobManager {
    private final TaskOperatorEventGateway gateway;
    private final OperatorID operator;
    private final ClassLoader jobClasses;

    private JobManager(TaskOperatorEventGateway gateway, OperatorID operator, ClassLoader jobClasses) {
        this.gateway = gateway;
        this.operator = operator;
        this.jobClasses = jobClasses;
    }

    /** For an operator whose factory provides a coordinator. */
    public static JobManager of(AbstractStreamOperator<?> operator) {
        return new JobManager(
                operator.getContainingTask().getEnvironment().getOperatorCoordinatorEventGateway(),
                operator.getOperatorID(),
                operator.getUserCodeClassloader());
    }

    /** For an operator with a {@link ServingCoordinator}. The future fails when the job manager is away. */
    public CompletableFuture<Answer> ask(Question question) {
        return send(question, Answer.class);
    }

    /**
     * For an operator with a {@link DecisionRelay}. The future fails when the job manager is away.
     *
     * @param number of the decision that is known; 0 = none
     */
    public CompletableFuture<DecisionRelay.Decided> decided(long number) {
        return send(new DecisionRelay.Ask(number), DecisionRelay.Decided.class);
    }

    private <T> CompletableFuture<T> send(CoordinationRequest request, Class<T> answer) {
        try {
            return gateway.sendRequestToCoordinator(operator, new SerializedValue<>(request))
                    .thenApply(response -> Wire.unwrap(response, jobClasses, answer));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
