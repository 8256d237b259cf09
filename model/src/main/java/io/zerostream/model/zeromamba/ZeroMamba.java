package io.zerostream.model.zeromamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.vmamba.NamedBlock;
import io.zerostream.model.vmamba.Starts;
import io.zerostream.model.vmamba.VMamba;

/** ZeroMamba: pictures (B,3,H,W), normalised, to semantic vectors (B,a). */
public final class ZeroMamba extends NamedBlock {
    /** What manifests call it. */
    public static final String ARCHITECTURE = "zeromamba";

    private final VMamba backbone;
    private final SemanticLocalProjection local;
    private final Parameter global;
    private final Parameter widen;
    private final Parameter narrow;

    public ZeroMamba(ZeroMambaConfig config, long seed) {
        Starts starts = new Starts(seed);
        int a = config.attributes();
        int classes = config.backbone().headClasses();
        backbone = child("VisionMamba", new VMamba(config.backbone(), starts));
        local = child(
                "VisionMamba.classifier2",
                new SemanticLocalProjection(
                        a, config.embeddingSize(), config.backbone().features(), starts));
        global = weight("clf_head.weight", starts.uniform(1 / Math.sqrt(classes)), a, classes);
        widen = weight("clf_head2.0.weight", starts.uniform(1 / Math.sqrt(a)), config.localHidden(), a);
        narrow = weight(
                "clf_head2.2.weight", starts.uniform(1 / Math.sqrt(config.localHidden())), a, config.localHidden());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDList parts = backbone.forward(store, inputs, training);
        NDArray map = parts.get(0);
        Shape s = map.getShape();
        NDArray regions = map.reshape(s.get(0), s.get(1) * s.get(2), s.get(3));
        NDArray raw = local.forward(store, new NDList(regions), training).get(0);
        NDArray hidden = Activation.relu(
                Linear.linear(raw, value(store, widen, raw, training), null).singletonOrThrow());
        NDArray localVector =
                Linear.linear(hidden, value(store, narrow, raw, training), null).singletonOrThrow();
        NDArray globalVector = Linear.linear(parts.get(1), value(store, global, raw, training), null)
                .singletonOrThrow();
        return new NDList(globalVector.add(SemanticLocalProjection.unit(localVector)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), global.getShape().get(0))};
    }
}
