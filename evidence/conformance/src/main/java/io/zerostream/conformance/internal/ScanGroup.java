package io.zerostream.conformance.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.vmamba.SelectiveScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The selective scan, values and gradients. The reference has (B, G·D, L), we have (G,B,L,D). */
public final class ScanGroup implements Group {
    private static final double VALUES = 5e-6;
    private static final double GRADIENTS = 1e-5;
    /** Where the reference's own gradients are less sure than {@link #NOISE}, as in long undamped sums. */
    private static final double NOISY_GRADIENTS = 3e-5;

    private static final double NOISE = 1e-6;

    @Override
    public void run(Path folder, Cases cases) throws IOException {
        JsonNode noise = Json.read(folder.resolve("cases.json"));
        for (Path file : Npz.files(folder, "", ".npz")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> run(name, Npz.read(file), noise.path(name), cases));
        }
    }

    private static void run(String name, Npz file, JsonNode described, Cases cases) {
        List<String> inputs = Stream.of("u", "delta", "A", "B", "C", "D", "delta_bias")
                .filter(file::has)
                .toList();
        double limit = GRADIENTS;
        for (String input : inputs) {
            JsonNode own = described.path("float32_vs_float64").path("d" + input);
            limit = own.path("err_over_max").asDouble() > NOISE ? NOISY_GRADIENTS : limit;
        }
        try (NDManager manager = Engines.manager()) {
            Leaves leaves = new Leaves(manager, file, "", inputs);
            boolean softplus = file.get("delta_softplus").toLongs()[0] != 0;
            float[] out = Engines.recorded(() -> scan(leaves, softplus), Engines.array(manager, file.get("dout")));
            cases.close(name + ": out", out, file.get("out"), VALUES);
            for (String input : inputs) {
                cases.close(name + ": d" + input, leaves.gradient(input), file.get("d" + input), limit);
            }
        }
    }

    private static NDArray scan(Leaves g, boolean softplus) {
        NDArray a = g.get("A");
        long b = g.get("u").getShape().get(0);
        long l = g.get("u").getShape().get(2);
        long groups = g.get("B").getShape().get(1);
        long d = a.getShape().get(0) / groups;
        NDArray step = g.get("delta");
        if (g.has("delta_bias")) {
            step = step.add(g.get("delta_bias").reshape(1, groups * d, 1));
        }
        if (softplus) {
            step = Activation.softPlus(step);
        }
        NDArray y = SelectiveScan.blocked()
                .scan(
                        channelsLast(g.get("u"), b, groups, d, l),
                        channelsLast(step, b, groups, d, l),
                        a.reshape(groups, d, a.getShape().get(1)),
                        g.get("B").transpose(1, 0, 3, 2),
                        g.get("C").transpose(1, 0, 3, 2));
        NDArray out = y.transpose(1, 0, 3, 2).reshape(b, groups * d, l);
        return g.has("D") ? out.add(g.get("u").mul(g.get("D").reshape(1, groups * d, 1))) : out;
    }

    private static NDArray channelsLast(NDArray x, long b, long groups, long d, long l) {
        return x.reshape(b, groups, d, l).transpose(1, 0, 3, 2);
    }
}
