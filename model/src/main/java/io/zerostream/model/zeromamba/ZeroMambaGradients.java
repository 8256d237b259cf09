package io.zerostream.model.zeromamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.vmamba.VMamba;
import io.zerostream.model.vmamba.cpu.CpuBackbone;
import io.zerostream.model.zeromamba.ZeroMamba.Parts;
import java.util.Optional;
import java.util.function.Function;

/** The way back through a ZeroMamba: the engine's tape, with the trunk's own kernels in it where they are fused. */
public final class ZeroMambaGradients {
    private ZeroMambaGradients() {}

    /**
     * Forward, loss and the way back for a batch: adds its gradients to those of the parameters. With fused kernels (see
     * {@link ZeroMamba#fuse}) the trunk's are theirs; everything else, and without them all, is the engine's.
     *
     * @param store on a manager that lives as long as the weights
     * @param images (B,3,H,W), normalised; its manager owns what the call makes, and is the caller's to close
     * @param loss from the results to a scalar
     * @return the loss
     */
    public static float add(ZeroMamba network, ParameterStore store, NDArray images, Function<Parts, NDArray> loss) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            VMamba backbone = network.backbone();
            Optional<CpuBackbone.Recording> recorded = backbone.record(images);
            JniUtils.setGradMode(true);
            if (recorded.isEmpty()) {
                return back(loss.apply(network.parts(store, new NDList(images), true)), images);
            }
            try (CpuBackbone.Recording recording = recorded.get()) {
                NDArray map = recording.map();
                map.setRequiresGradient(true);
                float value = back(loss.apply(network.heads(store, backbone.head(store, map, true), true)), images);
                try (NDArray upstream = map.getGradient()) {
                    backbone.backward(recording, upstream);
                }
                return value;
            }
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    private static float back(NDArray loss, NDArray images) {
        JniUtils.backward((PtNDArray) loss, (PtNDArray) images.getManager().create(1f), false, false);
        return loss.getFloat();
    }
}
