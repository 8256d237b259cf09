package io.zerostream.conformance.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Loss, gradients and updates over ten steps. The start is the small network of the folder beside. */
public final class TrainGroup implements Group {
    private static final String RUNS = "trajectory_";

    @Override
    public void run(Path folder, Cases cases) throws IOException {
        Path tiny = folder.resolveSibling("tiny");
        Npz weights = Npz.read(tiny.resolve("weights.npz"));
        ZeroMambaConfig config = Configs.network(Json.read(tiny.resolve("tiny.json")), weights);
        Npz batches = Npz.read(folder.resolve("batches.npz"));
        JsonNode figures = Json.read(folder.resolve("train.json"));
        TrainingData data = new TrainingData(config, weights, batches, classes(batches));
        for (Path file : Npz.files(folder, RUNS, ".npz")) {
            String name = Npz.stem(file);
            JsonNode ofRun = figures.path(name.substring(RUNS.length()));
            cases.attempt(name, () -> new Trajectory(name, data, Npz.read(file), ofRun, cases).run());
        }
        for (Path file : Npz.files(folder, "gradients", ".npz")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> FirstGradients.run(name, data, Npz.read(file), figures, cases));
        }
    }

    /** Class vectors of the seen classes, in the order of the labels. */
    private static List<float[]> classes(Npz batches) {
        NpyArray att = batches.get("att");
        float[] rows = att.toFloats();
        int a = att.size(1);
        List<float[]> classes = new ArrayList<>();
        for (long c : batches.get("seen_classes").toLongs()) {
            classes.add(Arrays.copyOfRange(rows, (int) c * a, (int) (c + 1) * a));
        }
        return classes;
    }
}
