package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.vmamba.cpu.CpuBackbone;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The VMamba backbone: pictures (B,3,H,W), normalised, to the last map before its norm (B,h,w,F) and the logits of its own
 * head (B,headClasses).
 */
public final class VMamba extends NamedBlock {
    private final List<NamedBlock> trunk = new ArrayList<>();
    private final List<Parameter> trunkParameters = new ArrayList<>();
    private final VMambaConfig config;
    private final Parameter normWeight;
    private final Parameter normBias;
    private final Parameter head;
    private final Parameter headBias;
    private @Nullable CpuBackbone fused;
    private boolean fusedForTraining;

    /**
     * A backbone without weights.
     *
     * @param config its shape
     * @param starts where start values come from
     */
    public VMamba(VMambaConfig config, Starts starts) {
        this.config = config;
        List<Integer> dims = config.dims();
        trunk.add(child("patch_embed", new PatchEmbedding(dims.get(0), starts)));
        int total = config.depths().stream().mapToInt(Integer::intValue).sum();
        int index = 0;
        for (int stage = 0; stage < dims.size(); stage++) {
            for (int i = 0; i < config.depths().get(stage); i++, index++) {
                float rate = total == 1 ? 0 : config.dropPath() * index / (total - 1);
                trunk.add(
                        child("layers." + stage + ".blocks." + i, new VssBlock(dims.get(stage), rate, config, starts)));
            }
            if (stage + 1 < dims.size()) {
                trunk.add(child(
                        "layers." + stage + ".downsample",
                        new Downsampling(dims.get(stage), dims.get(stage + 1), starts)));
            }
        }
        trunkParameters.addAll(officialParameters().values());
        int features = config.features();
        normWeight = weight("classifier.norm.weight", starts.constant(1), features);
        normBias = weight("classifier.norm.bias", starts.constant(0), features);
        head = weight("classifier.head.weight", starts.truncatedNormal(0.02), config.headClasses(), features);
        headBias = weight("classifier.head.bias", starts.constant(0), config.headClasses());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow().transpose(0, 2, 3, 1);
        if (fused != null && !training && !JniUtils.isGradMode()) {
            return head(store, fused.forward(x), false);
        }
        for (NamedBlock block : trunk) {
            x = block.forward(store, new NDList(x), training).singletonOrThrow();
        }
        return head(store, x, training);
    }

    /** The map's norm, pooling and the head: (B,h,w,F) to the map and logits (B,headClasses). */
    public NDList head(ParameterStore store, NDArray x, boolean training) {
        NDArray normed = Layers.norm(x, value(store, normWeight, x, training), value(store, normBias, x, training));
        NDArray pooled =
                normed.reshape(x.getShape().get(0), -1, x.getShape().get(3)).mean(new int[] {1});
        NDArray logits = Layers.linear(pooled, value(store, head, x, training), value(store, headBias, x, training));
        return new NDList(x, logits);
    }

    @Override
    public void fuse(boolean training) {
        List<NDArray> tensors =
                trunkParameters.stream().map(Parameter::getArray).toList();
        if (!Kernels.fused(tensors.get(0).getDevice())) {
            return;
        }
        if (fused == null) {
            fused = new CpuBackbone(config);
        }
        if (training && !fusedForTraining) {
            makeGradients(tensors);
        }
        fusedForTraining = training;
        fused.load(tensors, training);
    }

    @Override
    public void unfuse() {
        if (fused != null) {
            fused.close();
            fused = null;
            fusedForTraining = false;
        }
    }

    /** The engine makes a leaf's gradient when it first has one to add: give it zero for each. */
    private static void makeGradients(List<NDArray> tensors) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try (NDManager scratch = tensors.get(0).getManager().newSubManager()) {
            for (NDArray tensor : tensors) {
                NDArray zero = scratch.zeros(tensor.getShape());
                JniUtils.backward((PtNDArray) zero.mul(tensor).sum(), (PtNDArray) scratch.create(1f), false, false);
            }
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /**
     * A forward with gradients by the fused kernels; {@link #fuse} must have been called with the present weights.
     *
     * @param images (B,3,H,W), normalised
     * @return empty when the kernels are not fused for training here: then the engine records
     */
    public Optional<CpuBackbone.Recording> record(NDArray images) {
        if (fused == null || !fusedForTraining) {
            return Optional.empty();
        }
        return Optional.of(fused.record(images.transpose(0, 2, 3, 1), dropFactors(images)));
    }

    /** Adds the trunk's gradients to those that its parameters hold. */
    public void backward(CpuBackbone.Recording recording, NDArray upstream) {
        List<NDArray> gradients = new ArrayList<>();
        try {
            trunkParameters.forEach(p -> gradients.add(p.getArray().getGradient()));
            recording.backward(upstream, gradients);
        } finally {
            gradients.forEach(NDArray::close);
        }
    }

    /** Drop path: for each block, branch and picture 0, or 1 over the share that is kept; null when nothing is dropped. */
    private float @Nullable [] dropFactors(NDArray images) {
        if (config.dropPath() == 0) {
            return null;
        }
        List<VssBlock> blocks = trunk.stream()
                .filter(VssBlock.class::isInstance)
                .map(VssBlock.class::cast)
                .toList();
        int perBlock = (int) (2 * images.getShape().get(0));
        try (NDArray drawn = images.getManager().randomUniform(0, 1, new Shape(blocks.size(), perBlock))) {
            float[] factors = drawn.toFloatArray();
            for (int i = 0; i < factors.length; i++) {
                float rate = blocks.get(i / perBlock).dropPath();
                factors[i] = factors[i] >= rate ? 1 / (1 - rate) : 0;
            }
            return factors;
        }
    }

    /** Patch embedding, blocks and downsamplings in the order in which a picture passes them. */
    List<NamedBlock> trunk() {
        return List.copyOf(trunk);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape picture = inputs[0];
        Shape[] map = {new Shape(picture.get(0), picture.get(2), picture.get(3), picture.get(1))};
        for (NamedBlock block : trunk) {
            map = block.getOutputShapes(map);
        }
        return new Shape[] {map[0], new Shape(picture.get(0), head.getShape().get(0))};
    }
}
