package io.zerostream.job.internal.fetch;

import io.zerostream.job.config.UriPolicy;
import io.zerostream.job.internal.IncomingPicture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes a {@link FetchOperator} on its task manager. */
public final class FetchOperatorFactory extends AbstractStreamOperatorFactory<IncomingPicture>
        implements OneInputStreamOperatorFactory<IncomingPicture, IncomingPicture> {
    private static final long serialVersionUID = 1L;

    private final UriPolicy policy;
    private final long maxBytes;

    /**
     * @param policy which addresses, how long, how many
     * @param maxBytes largest picture
     */
    public FetchOperatorFactory(UriPolicy policy, long maxBytes) {
        this.policy = policy;
        this.maxBytes = maxBytes;
        setChainingStrategy(ChainingStrategy.ALWAYS);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the interface lets the caller choose any operator type; there is but one
    public <T extends StreamOperator<IncomingPicture>> T createStreamOperator(
            StreamOperatorParameters<IncomingPicture> parameters) {
        return (T) new FetchOperator(parameters, policy, maxBytes);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return FetchOperator.class;
    }
}
