package io.zerostream.conformance.internal;

import static io.zerostream.conformance.internal.BlocksGroup.GRADIENTS;
import static io.zerostream.conformance.internal.BlocksGroup.VALUES;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.model.nn.Layers;
import java.util.List;
import java.util.function.UnaryOperator;

/** The operations that blocks are made of: they are functions with us, not blocks of their own. */
final class PlainOperations {
    private PlainOperations() {}

    /** Runs the file if it is of such operations; false when it is of a block. */
    static boolean run(String name, Npz file, Cases cases) {
        if (file.names().stream().noneMatch(n -> n.startsWith("w."))) {
            elementwise(name, file, cases);
        } else if (file.has("w.fc1.weight")) {
            weighted(
                    name,
                    file,
                    List.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"),
                    PlainOperations::mlp,
                    cases);
        } else if (file.has("w.weight")) {
            weighted(name, file, List.of("weight", "bias"), PlainOperations::norm, cases);
        } else {
            return false;
        }
        return true;
    }

    private static void elementwise(String name, Npz file, Cases cases) {
        for (String function : file.names()) {
            if (function.endsWith("_f64") || !file.has("d" + function)) {
                continue;
            }
            cases.attempt(name + ": " + function, () -> {
                UnaryOperator<NDArray> operation = operation(function);
                try (NDManager manager = Engines.manager()) {
                    NDArray x = Engines.leaf(manager, file.get("x"));
                    float[] y = Engines.recorded(() -> operation.apply(x), manager.ones(x.getShape()));
                    cases.close(name + ": " + function, y, file.get(function), VALUES);
                    float[] slope = Engines.floats(x.getGradient());
                    cases.close(name + ": d" + function, slope, file.get("d" + function), GRADIENTS);
                }
            });
        }
    }

    private static UnaryOperator<NDArray> operation(String function) {
        return switch (function) {
            case "gelu" -> Layers::gelu;
            case "silu" -> Layers::silu;
            case "softplus" -> Activation::softPlus;
            case "exp_neg" -> x -> x.abs().neg().exp();
            default -> throw new ConformanceException("no operation of ours is called " + function);
        };
    }

    /** Something on a map, channels last, and its weights. */
    @FunctionalInterface
    private interface Weighted {
        NDArray apply(NDArray x, Leaves weights);
    }

    private static void weighted(String name, Npz file, List<String> names, Weighted operation, Cases cases) {
        try (NDManager manager = Engines.manager()) {
            Leaves weights = new Leaves(manager, file, "w.", names);
            NDArray x = Engines.leaf(manager, file.get("x"));
            float[] y = Engines.recorded(
                    () -> operation.apply(x.transpose(0, 2, 3, 1), weights).transpose(0, 3, 1, 2),
                    Engines.array(manager, file.get("dy")));
            cases.close(name + ": y", y, file.get("y"), VALUES);
            cases.close(name + ": dx", Engines.floats(x.getGradient()), file.get("dx"), GRADIENTS);
            names.forEach(w -> cases.close(name + ": g." + w, weights.gradient(w), file.get("g." + w), GRADIENTS));
        }
    }

    private static NDArray mlp(NDArray x, Leaves w) {
        NDArray hidden = Layers.linear(x, w.get("fc1.weight"), w.get("fc1.bias"));
        return Layers.linear(Layers.gelu(hidden), w.get("fc2.weight"), w.get("fc2.bias"));
    }

    private static NDArray norm(NDArray x, Leaves w) {
        return Layers.norm(x, w.get("weight"), w.get("bias"));
    }
}
