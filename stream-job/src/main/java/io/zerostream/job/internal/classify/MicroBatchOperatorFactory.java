package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/** Makes a {@link MicroBatchOperator} on its task manager. */
public final class MicroBatchOperatorFactory extends AbstractStreamOperatorFactory<ZeroShotLabel>
        implements TwoInputStreamOperatorFactory<DecodedPicture, ControlRecord, ZeroShotLabel> {
    private static final long serialVersionUID = 1L;

    private final ClassifySettings settings;
    private final RegistryReader registries;
    private final ModelOpener models;

    /**
     * @param settings what the operator is told
     * @param registries reads both registries to their end
     * @param models opens models
     */
    public MicroBatchOperatorFactory(ClassifySettings settings, RegistryReader registries, ModelOpener models) {
        this.settings = settings;
        this.registries = registries;
        this.models = models;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the interface lets the caller choose any operator type; there is but one
    public <T extends StreamOperator<ZeroShotLabel>> T createStreamOperator(
            StreamOperatorParameters<ZeroShotLabel> parameters) {
        return (T) new MicroBatchOperator(parameters, settings, registries, models);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return MicroBatchOperator.class;
    }
}
