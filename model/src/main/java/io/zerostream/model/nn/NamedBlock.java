package io.zerostream.model.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.tensors.TensorNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A block whose parameters carry the names and the order of the published state_dict. */
public abstract class NamedBlock extends AbstractBlock {
    private final List<Member> members = new ArrayList<>();

    /** A parameter under its name, or a block under the prefix of its parameters. */
    private record Member(String name, Object of) {}

    protected NamedBlock() {
        super((byte) 1);
    }

    /** Adds a parameter under its official name. */
    protected final Parameter weight(String name, Initializer start, long... shape) {
        Parameter parameter = addParameter(Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optShape(new Shape(shape))
                .optInitializer(start)
                .build());
        members.add(new Member(name, parameter));
        return parameter;
    }

    /** Adds a block under the official prefix of its parameters. */
    protected final <T extends NamedBlock> T child(String prefix, T block) {
        addChildBlock(prefix.replace('.', '_'), block);
        members.add(new Member(prefix + ".", block));
        return block;
    }

    /** Adds a block whose parameters carry their full official names themselves. */
    protected final <T extends NamedBlock> T child(T block) {
        addChildBlock("", block);
        members.add(new Member("", block));
        return block;
    }

    /** All parameters below this block in official order, by official name. */
    public final Map<String, Parameter> officialParameters() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        collect("", all);
        return all;
    }

    private void collect(String prefix, Map<String, Parameter> all) {
        for (Member member : members) {
            String name = prefix + member.name();
            if (member.of() instanceof NamedBlock block) {
                block.collect(name, all);
            } else {
                all.put(name, (Parameter) member.of());
            }
        }
    }

    /**
     * Takes its weights from a checkpoint.
     *
     * @param manager owns them from then on
     * @throws ModelException when a tensor is missing, left over, of another shape, or has a number that is not finite
     */
    public final void load(NDManager manager, Map<String, Tensor> tensors) {
        Map<String, Parameter> parameters = officialParameters();
        Set<String> foreign = new LinkedHashSet<>(tensors.keySet());
        foreign.removeAll(parameters.keySet());
        if (!foreign.isEmpty()) {
            throw new ModelException(
                    "the checkpoint has tensors that this architecture does not: " + TensorNames.few(foreign));
        }
        parameters.forEach((name, parameter) -> {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                throw new ModelException("the checkpoint lacks tensor '" + name + "'");
            }
            if (!Arrays.equals(tensor.shape(), parameter.getShape().getShape())) {
                throw new ModelException("tensor '" + name + "' has shape " + Arrays.toString(tensor.shape())
                        + ", the configuration asks for " + parameter.getShape());
            }
            float[] values = tensor.toFiniteFloats(name);
            parameter.setInitializer((m, shape, type) -> m.create(values, shape));
            parameter.initialize(manager, DataType.FLOAT32);
        });
    }

    /**
     * Makes later forwards use fused kernels where this machine has them for the weights' device. They work on copies of
     * the present weights: call it again after each change of these, and {@link #unfuse} at the end, as the copies are
     * native memory. Not to be called beside forwards.
     *
     * @param training also what gradients need; such copies take three times the memory
     */
    public void fuse(boolean training) {
        children().forEach(child -> child.fuse(training));
    }

    /** Frees the copies; later forwards use the weights themselves. */
    public void unfuse() {
        children().forEach(NamedBlock::unfuse);
    }

    /**
     * Where each attribute looks; empty for networks without such a part.
     *
     * @param images (B,3,H,W), normalised; their manager owns the result
     * @return shares (B,a,h,w) of the regions of a map
     */
    public Optional<NDArray> attention(ParameterStore store, NDArray images) {
        return Optional.empty();
    }

    private Stream<NamedBlock> children() {
        return members.stream()
                .map(Member::of)
                .filter(NamedBlock.class::isInstance)
                .map(NamedBlock.class::cast);
    }

    /** Its weights as a safetensors file, float32, official names and order. */
    public final byte[] toSafetensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        officialParameters()
                .forEach((name, p) -> tensors.put(
                        name,
                        Tensor.of(p.getArray().toFloatArray(), p.getShape().getShape())));
        return Safetensors.write(tensors, Map.of("format", "pt"));
    }

    /** The weight on the device of the array it is used beside. */
    protected static NDArray value(ParameterStore store, Parameter parameter, NDArray beside, boolean training) {
        return store.getValue(parameter, beside.getDevice(), training);
    }

    @Override
    public final void initialize(NDManager manager, DataType type, Shape... inputs) {
        officialParameters().values().forEach(p -> p.initialize(manager, type));
    }

    @Override
    public final boolean isInitialized() {
        return officialParameters().values().stream().allMatch(Parameter::isInitialized);
    }
}
