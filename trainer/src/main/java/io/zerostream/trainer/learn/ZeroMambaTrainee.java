package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaGradients;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ZeroMamba under the loss of {@link Objective}. With a {@link DistillationHead} the pooled last map learns a teacher's features as
 * well.
 */
public final class ZeroMambaTrainee implements Trainee {
    private final ZeroMamba network;
    private final Objective objective;
    private final @Nullable DistillationHead pupil;

    public ZeroMambaTrainee(ZeroMamba network, Objective objective) {
        this(network, objective, null);
    }

    /** @param pupil null without a teacher */
    public ZeroMambaTrainee(ZeroMamba network, Objective objective, @Nullable DistillationHead pupil) {
        this.network = network;
        this.objective = objective;
        this.pupil = pupil;
    }

    @Override
    public NamedBlock network() {
        return network;
    }

    @Override
    public Map<String, Parameter> parameters() {
        Map<String, Parameter> all = new LinkedHashMap<>(network.officialParameters());
        if (pupil != null) {
            pupil.officialParameters().forEach((name, parameter) -> all.put(DistillationHead.PREFIX + name, parameter));
        }
        return all;
    }

    @Override
    public float addGradients(ParameterStore store, NDArray images, Batch batch, float share) {
        NDManager manager = images.getManager();
        return ZeroMambaGradients.add(network, store, images, parts -> {
            NDArray loss = objective.loss(parts.fused(), batch);
            if (pupil != null) {
                NDArray taught =
                        manager.create(batch.taught(), new Shape(batch.size(), batch.taught().length / batch.size()));
                loss = loss.add(pupil.loss(store, parts.map(), taught));
            }
            return loss.mul(manager.create(share));
        });
    }
}
