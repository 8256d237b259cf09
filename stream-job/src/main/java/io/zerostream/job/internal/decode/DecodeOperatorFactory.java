package io.zerostream.job.internal.decode;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.agreement.DecisionRelay;
import io.zerostream.job.internal.control.ControlRecord;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/** Makes the decode operator on its task manager, and on the job manager what tells it which model serves. */
public final class DecodeOperatorFactory extends AbstractStreamOperatorFactory<DecodedPicture>
        implements TwoInputStreamOperatorFactory<IncomingPicture, ControlRecord, DecodedPicture>,
                CoordinatedOperatorFactory<DecodedPicture> {
    private static final long serialVersionUID = 1L;

    private final DecodeFunction function;

    /** @param function what the operator does with pictures */
    public DecodeOperatorFactory(DecodeFunction function) {
        this.function = function;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the interface lets the caller choose any operator type; there is but one
    public <T extends StreamOperator<DecodedPicture>> T createStreamOperator(
            StreamOperatorParameters<DecodedPicture> parameters) {
        return (T) new DecodeOperator(parameters, function);
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(String operatorName, OperatorID operatorId) {
        return DecisionRelay.provider(operatorId);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return DecodeOperator.class;
    }
}
