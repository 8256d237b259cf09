package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.zerostream.model.vmamba.cpu.CpuBackbone;
import java.util.Optional;

/** One step of training: forward, loss, gradients of all weights, plain descent, and the weights packed anew. */
final class TrainingStep {
    private static final float RATE = 1e-3f;

    private final Network network;

    TrainingStep(Network network) {
        this.network = network;
    }

    /** Does one step; without fused kernels by the engine's own gradients. */
    void run(NDArray pictures, NDManager scope) {
        scope.tempAttachAll(pictures);
        NDArray labels = scope.zeros(new Shape(pictures.getShape().get(0)));
        Optional<CpuBackbone.Recording> recorded = network.block().record(pictures);
        JniUtils.setGradMode(true);
        try {
            if (recorded.isPresent()) {
                fused(recorded.get(), labels, scope);
            } else {
                NDList out = network.block().forward(new ParameterStore(scope, false), new NDList(pictures), true);
                backward(loss(out, labels));
            }
        } finally {
            JniUtils.setGradMode(false);
        }
        descend(scope);
        network.block().fuse(true);
    }

    private void fused(CpuBackbone.Recording recording, NDArray labels, NDManager scope) {
        try (recording) {
            NDArray map = recording.map();
            map.setRequiresGradient(true);
            NDList out = network.block().head(new ParameterStore(scope, false), map, true);
            backward(loss(out, labels));
            try (NDArray upstream = map.getGradient()) {
                network.block().backward(recording, upstream);
            }
        }
    }

    private static NDArray loss(NDList out, NDArray labels) {
        return Loss.softmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(out.get(1)));
    }

    private static void backward(NDArray loss) {
        try (NDArray one = loss.getManager().ones(loss.getShape())) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) one, false, false);
        }
    }

    private void descend(NDManager scope) {
        network.block().getParameters().values().forEach(parameter -> {
            NDArray weight = parameter.getArray();
            try (NDArray gradient = weight.getGradient();
                    NDArray change = gradient.mul(RATE)) {
                change.attach(scope);
                weight.subi(change);
                gradient.subi(gradient);
            }
        });
    }
}
