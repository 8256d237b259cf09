package io.zerostream.conformance.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.model.checkpoint.pytorch.PyTorchFile;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A whole small network: its weights from PyTorch files, all its stages and heads, labels, and their evaluation. */
public final class TinyGroup implements Group {
    private static final double LIMIT = 4e-5;
    private static final String PREFIX = "VisionMamba.";

    @Override
    public void run(Path folder, Cases cases) throws IOException {
        for (Path file : Npz.files(folder, "", ".pth")) {
            cases.attempt(file.getFileName().toString(), () -> imported(file, folder, cases));
        }
        for (Path file : Npz.files(folder, "forward", ".npz")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> forward(name, Npz.read(file), folder, cases));
        }
        for (Path file : Npz.files(folder, "evaluation", ".npz")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> EvaluationCases.run(name, Npz.read(file), attributes(folder), cases));
        }
    }

    private static Npz attributes(Path folder) throws IOException {
        return Npz.read(folder.resolve("attributes.npz"));
    }

    /** The importer must give the very weights that the arrays hold. */
    private static void imported(Path file, Path folder, Cases cases) throws IOException {
        Npz weights = Npz.read(folder.resolve("weights.npz"));
        try (PyTorchFile opened = PyTorchFile.open(file)) {
            long[] different = {0};
            opened.stateDict().tensors().forEach((name, tensor) -> {
                String full = weights.has(name) ? name : PREFIX + name;
                Tensor read = tensor.read();
                byte[] bytes = new byte[read.data().remaining()];
                read.data().get(bytes);
                boolean same = weights.has(full)
                        && Arrays.equals(read.shape(), weights.get(full).shape())
                        && Arrays.equals(bytes, weights.get(full).bytes());
                different[0] += same ? 0 : 1;
            });
            cases.count(file.getFileName() + " (tensors that differ)", different[0]);
        }
    }

    private static void forward(String name, Npz file, Path folder, Cases cases) throws IOException {
        Npz weights = Npz.read(folder.resolve("weights.npz"));
        ZeroMambaConfig config = Configs.network(Json.read(folder.resolve("tiny.json")), weights);
        ZeroMamba network = new ZeroMamba(config, 0);
        try (NDManager manager = Engines.manager()) {
            network.load(manager, Engines.weights(weights, "", w -> true));
            NDArray images = Engines.array(manager, file.get("x"));
            Forward forward = new Forward(network, manager);
            Engines.unrecorded(() -> {
                forward.stages(config.backbone(), images, (stage, map) -> stage(name, stage, map, file, config, cases));
                network.fuse(false);
                return network;
            });
            Map<String, float[]> parts = Engines.unrecorded(() -> forward.whole(images));
            parts.forEach((part, values) -> {
                if (file.has(part)) {
                    cases.close(name + ": " + part, values, file.get(part), LIMIT);
                }
            });
            float[] fused = parts.get("fused");
            if (fused == null) {
                throw new ConformanceException("the forward gave no fused vectors");
            }
            Npz classes = attributes(folder);
            labels(classes).compare(name, fused, classes.get("gammas").toDoubles(), file, LIMIT, cases);
        } finally {
            network.unfuse();
        }
    }

    private static void stage(String name, String stage, NDArray map, Npz file, ZeroMambaConfig config, Cases cases) {
        String key = stage.replace(".downsample", "_down");
        int block = key.indexOf(".block");
        if (block > 0) {
            int number = Integer.parseInt(key, "stage".length(), block, 10);
            int last = config.backbone().depths().get(number) - 1;
            key = key.endsWith(".block" + last) ? "stage" + number + "_blocks" : "";
        }
        if (file.has(key)) {
            cases.close(name + ": " + key, Forward.channelsFirst(map), file.get(key), LIMIT);
        }
    }

    /** @param classes holds {@code att} and {@code seen_classes} */
    static Labels labels(Npz classes) {
        NpyArray att = classes.get("att");
        Set<Long> seen =
                LongStream.of(classes.get("seen_classes").toLongs()).boxed().collect(Collectors.toSet());
        return new Labels(att.toFloats(), att.size(0), att.size(1), c -> seen.contains((long) c));
    }
}
