package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.agreement.ServingCoordinator;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.job.internal.models.ModelOpener;
import io.zerostream.job.internal.models.SharedModels;
import io.zerostream.job.internal.serving.Coordinators;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/** Makes a {@link MicroBatchOperator} on its task manager. */
public final class MicroBatchOperatorFactory extends AbstractStreamOperatorFactory<ZeroShotLabel>
        implements TwoInputStreamOperatorFactory<DecodedPicture, ControlRecord, ZeroShotLabel>,
                CoordinatedOperatorFactory<ZeroShotLabel> {
    private static final long serialVersionUID = 1L;

    private final ClassifySettings settings;
    private final RegistryReader registries;
    private final ModelOpener models;
    private final Coordinators coordinators;
    private final SharedModels.BySubtask sharedModels;

    /**
     * @param settings what the operator is told
     * @param registries reads both registries to their end
     * @param models opens models
     */
    public MicroBatchOperatorFactory(ClassifySettings settings, RegistryReader registries, ModelOpener models) {
        this(settings, registries, models, Coordinators.onJobManager(), subtask -> SharedModels.OF_PROCESS);
    }

    MicroBatchOperatorFactory(
            ClassifySettings settings,
            RegistryReader registries,
            ModelOpener models,
            Coordinators coordinators,
            SharedModels.BySubtask sharedModels) {
        this.settings = settings;
        this.registries = registries;
        this.models = models;
        this.coordinators = coordinators;
        this.sharedModels = sharedModels;
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(String operatorName, OperatorID operatorId) {
        return ServingCoordinator.provider(operatorId, settings.swapTimeout());
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the interface lets the caller choose any operator type; there is but one
    public <T extends StreamOperator<ZeroShotLabel>> T createStreamOperator(
            StreamOperatorParameters<ZeroShotLabel> parameters) {
        return (T) new MicroBatchOperator(parameters, settings, registries, models, coordinators, sharedModels);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Flink declares it
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return MicroBatchOperator.class;
    }
}
