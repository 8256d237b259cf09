package io.zerostream.model.vmamba.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.Pointer;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A VMamba trunk, from pictures to the last map, in the native library: weights are packed once, activations never leave
 * native memory, and a call uses as many threads as the engine does in this thread.
 *
 * <p>Forwards may run in any number of threads at once; {@link #load} and {@link #close} may not overlap with others.
 * Owns native memory, about the size of the weights (three times that when loaded for training) and of the largest
 * calls' activations; closing frees it.
 */
public final class CpuBackbone implements AutoCloseable {
    private final VMambaConfig config;
    private final Binding binding = CpuLibrary.binding();
    private @Nullable Pointer net;

    /**
     * A trunk without weights.
     *
     * @throws ModelException when the machine has no native library, or no memory
     */
    public CpuBackbone(VMambaConfig config) {
        this.config = config;
        List<Long> numbers = new ArrayList<>(List.of((long) config.depths().size(), (long) config.stateSize()));
        for (int stage = 0; stage < config.depths().size(); stage++) {
            int dim = config.dims().get(stage);
            numbers.add((long) config.depths().get(stage));
            numbers.add((long) dim);
            numbers.add((long) Math.round(config.ssmRatio() * dim));
            numbers.add((long) VMambaConfig.stepRank(dim));
            numbers.add((long) Math.round(config.mlpRatio() * dim));
        }
        net = binding.zs_net_create(numbers.stream().mapToLong(n -> n).toArray(), numbers.size());
        if (net == null) {
            throw new ModelException("the native kernels cannot build " + config + "; run with -D"
                    + io.zerostream.model.vmamba.Kernels.PROPERTY + "=tensor");
        }
    }

    /**
     * Takes copies of the weights.
     *
     * @param tensors of the trunk in the order of the published state_dict, float32, contiguous, on the CPU
     * @param training also what {@link #record} needs
     */
    public void load(List<NDArray> tensors, boolean training) {
        if (tensors.size() != binding.zs_net_tensors(net())) {
            throw new ModelException("a trunk of " + config + " has " + binding.zs_net_tensors(net()) + " tensors, not "
                    + tensors.size());
        }
        check(binding.zs_net_load(net(), Tensors.addresses(tensors), training ? 1 : 0, JniUtils.getNumThreads()));
    }

    /** Bytes of native memory that the packed weights take. */
    public long bytes() {
        return binding.zs_net_bytes(net());
    }

    /**
     * The last map before its norm.
     *
     * @param pictures (B,H,W,3), normalised
     * @return (B,h,w,F) on the manager of the pictures
     */
    public NDArray forward(NDArray pictures) {
        NDArray in = Tensors.contiguous(pictures);
        Shape s = in.getShape();
        NDArray map = in.getManager().create(mapShape(s));
        check(binding.zs_net_forward(
                net(),
                Tensors.address(in),
                s.get(0),
                s.get(1),
                s.get(2),
                Tensors.address(map),
                JniUtils.getNumThreads()));
        return map;
    }

    /**
     * A forward whose gradients can be asked for.
     *
     * @param pictures (B,H,W,3), normalised
     * @param scales drop-path factors of the blocks' two branches (blocks,2,B); null for none
     * @return the map and the way back; the caller closes it before the weights are loaded again
     */
    public Recording record(NDArray pictures, float @Nullable [] scales) {
        NDArray in = Tensors.contiguous(pictures);
        Shape s = in.getShape();
        NDArray map = in.getManager().create(mapShape(s));
        Pointer tape = binding.zs_net_record(
                net(),
                Tensors.address(in),
                s.get(0),
                s.get(1),
                s.get(2),
                scales,
                Tensors.address(map),
                JniUtils.getNumThreads());
        if (tape == null) {
            throw new ModelException("no memory for the activations of " + s.get(0)
                    + " pictures, or the weights were not loaded for training");
        }
        return new Recording(map, tape);
    }

    private Shape mapShape(Shape pictures) {
        long h = (pictures.get(1) + 3) / 4;
        long w = (pictures.get(2) + 3) / 4;
        for (int stage = 1; stage < config.dims().size(); stage++) {
            h = (h + 1) / 2;
            w = (w + 1) / 2;
        }
        return new Shape(pictures.get(0), h, w, config.features());
    }

    private Pointer net() {
        return Objects.requireNonNull(net, "this backbone is closed");
    }

    private static void check(int code) {
        if (code != 0) {
            throw new ModelException("the native kernels have no memory left, or were given no weights (code " + code
                    + "); give the process more memory, or use smaller batches");
        }
    }

    @Override
    public void close() {
        if (net != null) {
            binding.zs_net_free(net);
            net = null;
        }
    }

    /** A forward with what its gradients need; used by one thread. */
    public final class Recording implements AutoCloseable {
        private final NDArray map;
        private @Nullable Pointer tape;

        private Recording(NDArray map, Pointer tape) {
            this.map = map;
            this.tape = tape;
        }

        /** The last map (B,h,w,F). */
        public NDArray map() {
            return map;
        }

        /**
         * Adds the gradients of all weights.
         *
         * @param upstream gradient of the map
         * @param gradients in the order and the shapes of the tensors, float32, contiguous; added to
         */
        public void backward(NDArray upstream, List<NDArray> gradients) {
            NDArray up = Tensors.contiguous(upstream);
            check(binding.zs_net_backward(
                    Objects.requireNonNull(tape, "this recording is closed"),
                    Tensors.address(up),
                    Tensors.addresses(gradients),
                    JniUtils.getNumThreads()));
        }

        @Override
        public void close() {
            if (tape != null) {
                binding.zs_tape_free(tape);
                tape = null;
            }
        }
    }
}
