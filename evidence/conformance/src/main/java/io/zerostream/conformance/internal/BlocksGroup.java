package io.zerostream.conformance.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.vmamba.Downsampling;
import io.zerostream.model.vmamba.PatchEmbedding;
import io.zerostream.model.vmamba.SelectiveScan2d;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.vmamba.VssBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Building blocks, values and gradients. Their weights say which block a file is of. The reference's maps are (B,C,H,W), ours (B,H,W,C). What happens inside a block is not compared.
 */
public final class BlocksGroup implements Group {
    static final double VALUES = 5e-6;
    static final double GRADIENTS = 2e-5;

    @Override
    public void run(Path folder, Cases cases) throws IOException {
        for (Path file : Npz.files(folder, "", ".npz")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> run(name, Npz.read(file), cases));
        }
    }

    private static void run(String name, Npz file, Cases cases) {
        if (PlainOperations.run(name, file, cases)) {
            return;
        }
        boolean copied = gradientsAreCopies(file);
        String remark =
                copied ? " (weight gradients of the _odd input only: the file has copies of them for the other)" : "";
        run(name + remark, file, "", !copied, cases);
        if (file.has("x_odd")) {
            run(name, file, "_odd", true, cases);
        }
    }

    /** Some sets hold the second input's weight gradients under both names. */
    private static boolean gradientsAreCopies(Npz file) {
        return file.has("x_odd")
                && !Arrays.equals(file.get("x").bytes(), file.get("x_odd").bytes())
                && file.names().stream()
                        .filter(n -> n.startsWith("g.") && n.endsWith("_odd"))
                        .allMatch(n -> Arrays.equals(
                                file.get(n).bytes(),
                                file.get(n.substring(0, n.length() - "_odd".length()))
                                        .bytes()));
    }

    private static void run(String name, Npz file, String suffix, boolean weightGradients, Cases cases) {
        try (NDManager manager = Engines.manager()) {
            NamedBlock block = block(file);
            block.initialize(manager, DataType.FLOAT32);
            block.officialParameters().forEach((key, p) -> Engines.array(manager, file.get("w." + key))
                    .copyTo(p.getArray()));
            NDArray x = Engines.leaf(manager, file.get("x" + suffix));
            float[] y = Engines.recorded(
                    () -> block.forward(new ParameterStore(manager, false), new NDList(x.transpose(0, 2, 3, 1)), true)
                            .singletonOrThrow()
                            .transpose(0, 3, 1, 2),
                    Engines.array(manager, file.get("dy" + suffix)));
            cases.close(name + ": y" + suffix, y, file.get("y" + suffix), VALUES);
            cases.close(name + ": dx" + suffix, Engines.floats(x.getGradient()), file.get("dx" + suffix), GRADIENTS);
            if (weightGradients) {
                block.officialParameters()
                        .forEach((key, p) -> cases.close(
                                name + ": g." + key + suffix,
                                Engines.floats(p.getArray().getGradient()),
                                file.get("g." + key + suffix),
                                GRADIENTS));
            }
        }
    }

    private static NamedBlock block(Npz file) {
        Starts starts = new Starts(0);
        if (file.has("w.op.A_logs")) {
            int width = file.get("w.norm.weight").size(0);
            int hidden = file.get("w.mlp.fc1.weight").size(0);
            return new VssBlock(width, 0, config(file, "w.op.", width, hidden), starts);
        } else if (file.has("w.A_logs")) {
            int width = file.get("w.in_proj.weight").size(1);
            return new SelectiveScan2d(width, config(file, "w.", width, width), starts);
        } else if (file.has("w.7.weight")) {
            return new PatchEmbedding(file.get("w.7.weight").size(0), starts);
        } else if (file.has("w.1.weight") && file.has("w.3.weight")) {
            NpyArray convolution = file.get("w.1.weight");
            return new Downsampling(convolution.size(1), convolution.size(0), starts);
        }
        throw new ConformanceException("its weights are of no block that is known: " + file.names());
    }

    private static VMambaConfig config(Npz file, String prefix, int width, int hidden) {
        float inner = file.get(prefix + "in_proj.weight").size(0);
        int states = file.get(prefix + "A_logs").size(1);
        return new VMambaConfig(List.of(1), List.of(width), states, inner / width, (float) hidden / width, 1, 0);
    }
}
