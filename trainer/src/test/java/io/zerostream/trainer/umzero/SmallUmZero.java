package io.zerostream.trainer.umzero;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.loop.Machine;
import io.zerostream.trainer.recipe.TrainingOutcome;
import io.zerostream.trainer.recipe.TrainingPresets;
import io.zerostream.trainer.recipe.TrainingRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network, data and weights that are trained within seconds. */
final class SmallUmZero {
    /** Two small branches, a few epochs. */
    static final UmZeroSettings SMALL = new UmZeroSettings(
            "small",
            5,
            32,
            new UmZeroConfig(
                    List.of(new Backbone(Family.MOBILENET_V1, 0.25f, 4), new Backbone(Family.MOBILENET_V1, 0.5f, 3)),
                    3,
                    2,
                    4,
                    8,
                    3,
                    true,
                    null),
            List.of("first.npz", "second.npz"),
            3,
            new UmZeroSettings.Loss(0.1, 0.1, 0.2),
            new UmZeroSettings.Updates(2, 2, 1e-3, 1e-3, 0.05, 0.1),
            List.of(0.0, 2.0),
            new UmZeroSettings.Validation(List.of(1), 0.25, 0.95),
            new Machine("cpu", 2, 1, 0));

    private final Path folder;
    private final Path data;
    private final Path settings;

    /**
     * Writes a data set, random weights and the settings.
     *
     * @param folder of all of it, and of the runs
     */
    SmallUmZero(Path folder) throws Exception {
        this.folder = folder;
        data = SmallSet.write(Files.createDirectories(folder.resolve("data")));
        Path weights = Files.createDirectories(folder.resolve("pretrained"));
        for (int i = 0; i < 2; i++) {
            pretrained(
                    SMALL.network().branches().get(i),
                    weights.resolve(SMALL.weights().get(i)));
        }
        settings = folder.resolve("settings.json");
        Files.writeString(settings, Jsons.MAPPER.writeValueAsString(SMALL));
    }

    Path data() {
        return data;
    }

    Path settings() {
        return settings;
    }

    /** @param changes YAML that replaces settings */
    TrainingOutcome train(Path out, String changes) throws Exception {
        Path file = Files.writeString(
                folder.resolve("changed.json"),
                Jsons.MAPPER.writeValueAsString(
                        SMALL.with(Files.writeString(folder.resolve("changes.yaml"), changes))));
        return TrainingPresets.named("umzero-cub127")
                .train(new TrainingRequest(data.toString(), out, file, null, false, ProgressListener.NONE));
    }

    /** @param seed null for that of the settings */
    TrainingOutcome train(Path out, @Nullable Long seed) {
        return TrainingPresets.named("umzero-cub127")
                .train(new TrainingRequest(data.toString(), out, settings, seed, false, ProgressListener.NONE));
    }

    /** A part of the report of a run in the folder. */
    JsonNode report(String run, String key) throws Exception {
        return new ObjectMapper()
                .readTree(folder.resolve(run + "/report.json").toFile())
                .at(key);
    }

    /** A file as Keras lays it out, of random weights. */
    private static void pretrained(Backbone shape, Path file) throws Exception {
        UmZeroConfig alone = new UmZeroConfig(List.of(shape), 3, 2, 4, 8, 1, false, null);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            UmZero network = new UmZero(alone, shape.blocks());
            network.initialize(manager, DataType.FLOAT32);
            NDList arrays = new NDList();
            network.branches().get(0).backbone().officialParameters().forEach((name, parameter) -> {
                NDArray array = parameter.getArray().duplicate();
                if (array.getShape().dimension() == 4) {
                    array = name.endsWith("depthwise_kernel")
                            ? array.transpose(2, 3, 0, 1)
                            : array.transpose(2, 3, 1, 0);
                    array = manager.create(array.toFloatArray(), array.getShape());
                }
                array.setName(name);
                arrays.add(array);
            });
            Files.write(file, arrays.encode(NDList.Encoding.NPZ));
        }
    }
}
