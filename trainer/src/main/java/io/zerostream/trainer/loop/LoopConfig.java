package io.zerostream.trainer.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.image.ImageInput;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.Checks;
import io.zerostream.trainer.internal.ConfigFiles;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.learn.Updates;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Every number of a run on a data set. Written beside the results, so that the run can be made again.
 *
 * @param name name of the model that comes out
 * @param seed decides start weights, order, views and what is drawn in training
 * @param architecture which {@link Architecture} reads {@code network}
 * @param network shape of the network, in the architecture's own keys; the number of attributes comes from the data
 * @param imageSize height and width of the network's input, pixels
 * @param source which {@link MaterialSource} makes the pictures and reads {@code views}
 * @param views how training pictures are varied, in the source's own keys
 * @param teacher a frozen network whose features are learned too; its network is null for none
 * @param start what it begins with
 * @param loss what is minimised, in the architecture's own keys
 * @param batchSize pictures a step
 * @param accumulate in how many parts a batch runs, to save memory
 * @param updates how gradients change weights
 * @param schedule of the rates
 * @param protocol stages, validation, test
 * @param machine device, threads, saving
 */
public record LoopConfig(
        String name,
        long seed,
        String architecture,
        JsonNode network,
        int imageSize,
        String source,
        JsonNode views,
        Teaching teacher,
        Start start,
        JsonNode loss,
        int batchSize,
        int accumulate,
        Updates updates,
        RateSchedule schedule,
        Protocol protocol,
        Machine machine) {
    public LoopConfig {
        network = asRead(network);
        loss = asRead(loss);
        views = asRead(views);
        Checks.require(!name.isBlank(), "name", "must not be empty", name);
        Checks.require(imageSize >= 16 && imageSize <= 1024, "imageSize", "must be in [16, 1024]", imageSize);
        Checks.require(batchSize >= 1, "batchSize", "must be at least 1", batchSize);
        Checks.require(
                accumulate >= 1 && batchSize % accumulate == 0, "accumulate", "must divide batchSize", accumulate);
        Architecture trained = Services.architecture(architecture);
        read(loss, "a loss of this architecture", trained.loss());
        read(views, "views of this source", Services.source(source).views());
        Checks.require(
                teacher.network() == null || trained.teachable(),
                "teacher.network",
                "must be null for architecture " + architecture,
                String.valueOf(teacher.network()));
    }

    /** Numbers as a reader of JSON makes them, so that equal configurations are equal. */
    private static JsonNode asRead(JsonNode tree) {
        try {
            return Jsons.MAPPER.readTree(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /**
     * The loss as its architecture reads it.
     *
     * @param type {@link Architecture#loss()}
     */
    public <T> T loss(Class<T> type) {
        return read(loss, "a loss of this architecture", type);
    }

    /**
     * The views as their source reads them.
     *
     * @param type {@link MaterialSource#views()}
     */
    public <T> T views(Class<T> type) {
        return read(views, "views of this source", type);
    }

    private static <T> T read(JsonNode tree, String what, Class<T> type) {
        try {
            return Jsons.MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new TrainerException("not " + what + ": " + Jsons.reason(e), e);
        }
    }

    /** What the network takes: pictures of {@code imageSize}, normalised with ImageNet's means. */
    public ImageInput input() {
        return ImageInput.imageNet(imageSize, imageSize);
    }

    /** As indented JSON. */
    public String toJson() {
        try {
            return Jsons.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new TrainerException("cannot write the training configuration", e);
        }
    }

    /**
     * This configuration with the values of a YAML or JSON file in place of its own; objects are merged key by key, lists
     * replaced.
     *
     * @throws TrainerException when the file cannot be read, or a key is unknown or out of range, naming it
     */
    public LoopConfig with(Path file) {
        return ConfigFiles.with(this, file, LoopConfig.class);
    }

    private LoopConfig with(JsonNode changes) {
        return ConfigFiles.with(this, changes, LoopConfig.class);
    }

    /** The same configuration with files of weights that others trained, if any, looked for from a folder. */
    public LoopConfig from(Path folder) {
        return withWeights(file -> folder.resolve(file).normalize());
    }

    /** The same configuration with those files, by their names alone, in a folder. */
    public LoopConfig withWeightsIn(Path folder) {
        return withWeights(file -> folder.resolve(file.getFileName()));
    }

    private LoopConfig withWeights(UnaryOperator<Path> place) {
        ObjectNode change = Jsons.MAPPER.createObjectNode();
        if (teacher.network() != null) {
            String file = place.apply(Path.of(teacher.weights())).toString();
            change.putObject("teacher").put("weights", file);
        }
        if (start.published()) {
            String file = place.apply(Path.of(start.weights())).toString();
            change.putObject("start").put("weights", file);
        }
        return with(change);
    }

    /** The same configuration with another seed. */
    public LoopConfig withSeed(long newSeed) {
        return with(Jsons.MAPPER.createObjectNode().put("seed", newSeed));
    }

    /**
     * Reads what {@link #toJson} wrote; every key must be there and no other.
     *
     * @throws TrainerException when a key is missing, unknown or out of range, naming it
     */
    public static LoopConfig fromJson(String json) {
        return ConfigFiles.read(json, LoopConfig.class);
    }
}
