package io.zerostream.trainer.umzero;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.ConfigFiles;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.loop.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every number of a training of the hybrid. Written as JSON beside the results, so that a run can be made again.
 *
 * @param name of the model that comes out
 * @param seed decides start weights, order, mirroring and what is left out
 * @param imageSize height and width of the network's input, pixels
 * @param network its shape, without closed-form term; {@code attributes} must be the data's
 * @param weights file of pretrained weights of each branch, in the folder of pretrained weights
 * @param firstUnit first unit of the convolutional networks that is trained; the ones before stay as pretrained, and
 *     their maps are made once
 * @param loss what is minimised
 * @param updates how
 * @param closedFormWeights weights of the closed-form term to choose among on the validation classes; 0 is a network
 *     without it
 * @param validation how γ, the unknown threshold, that weight and the closed form's penalties are chosen
 * @param machine device, threads, saving
 */
public record UmZeroSettings(
        String name,
        long seed,
        int imageSize,
        UmZeroConfig network,
        List<String> weights,
        int firstUnit,
        Loss loss,
        Updates updates,
        List<Double> closedFormWeights,
        Validation validation,
        Machine machine) {

    public UmZeroSettings {
        weights = List.copyOf(weights);
        closedFormWeights = List.copyOf(closedFormWeights);
        require(!name.isBlank(), "name", "must not be empty", name);
        require(imageSize >= 32 && imageSize <= 512, "imageSize", "must be in [32, 512]", imageSize);
        require(
                network.closedForm() == null,
                "network.closedForm",
                "must be null: training adds it with one of closedFormWeights",
                network.closedForm());
        require(!closedFormWeights.isEmpty(), "closedFormWeights", "must name a weight", closedFormWeights);
        require(
                closedFormWeights.stream().allMatch(w -> w >= 0 && w <= 1000),
                "closedFormWeights",
                "must be in [0, 1000]",
                closedFormWeights);
        require(
                weights.size() == network.branches().size(),
                "weights",
                "must name one file for each of " + network.branches().size() + " branches",
                weights);
        for (UmZeroConfig.Backbone branch : network.branches()) {
            require(
                    branch.family() == UmZeroConfig.Family.MOBILENET_V1,
                    "network.branches.family",
                    "must be MOBILENET_V1, whose maps lie in [0,6], to be trained here",
                    branch.family());
            require(
                    firstUnit >= 1 && firstUnit <= branch.blocks(),
                    "firstUnit",
                    "must be in [1, " + branch.blocks() + "]",
                    firstUnit);
        }
    }

    /**
     * See {@link HybridLoss}.
     *
     * @param smoothing share of the target spread over all classes
     * @param contrast weight of the attribute contrast, in which each class chooses its pictures
     * @param dropout share of the last map's values left out in training
     */
    public record Loss(double smoothing, double contrast, double dropout) {
        public Loss {
            require(smoothing >= 0 && smoothing < 1, "loss.smoothing", "must be in [0, 1)", smoothing);
            require(contrast >= 0, "loss.contrast", "must be at least 0", contrast);
            require(dropout >= 0 && dropout < 1, "loss.dropout", "must be in [0, 1)", dropout);
        }
    }

    /**
     * AdamW; the rates rise during the warm-up, then fall to 0 as a cosine.
     *
     * @param epochs times that every picture is trained on
     * @param batchSize pictures a step
     * @param backboneRate highest learning rate of the convolutional networks' last units
     * @param headRate of the heads
     * @param weightDecay decoupled
     * @param warmUp share of the steps
     */
    public record Updates(
            int epochs, int batchSize, double backboneRate, double headRate, double weightDecay, double warmUp) {
        public Updates {
            require(epochs >= 1, "updates.epochs", "must be at least 1", epochs);
            require(batchSize >= 2, "updates.batchSize", "must be at least 2", batchSize);
            require(backboneRate >= 0, "updates.backboneRate", "must be at least 0", backboneRate);
            require(headRate > 0, "updates.headRate", "must be above 0", headRate);
            require(weightDecay >= 0, "updates.weightDecay", "must be at least 0", weightDecay);
            require(warmUp >= 0 && warmUp < 1, "updates.warmUp", "must be in [0, 1)", warmUp);
        }
    }

    /**
     * First trainings leave seen classes out, and γ and thresholds are chosen on them; the last trains on all.
     *
     * @param folds which of the data's validation folds, from 1; the first training is done for each, and all are
     *     chosen on together
     * @param pictureShare share of the other classes' pictures that is left out too, to measure S on
     * @param knownKept share of the validation pictures that the unknown threshold lets pass
     */
    public record Validation(List<Integer> folds, double pictureShare, double knownKept) {
        public Validation {
            folds = List.copyOf(folds);
            require(
                    !folds.isEmpty()
                            && folds.stream().allMatch(fold -> fold >= 1)
                            && folds.stream().distinct().count() == folds.size(),
                    "validation.folds",
                    "must name folds, each once, from 1 on",
                    folds);
            require(pictureShare > 0 && pictureShare < 1, "validation.pictureShare", "must be in (0, 1)", pictureShare);
            require(knownKept > 0 && knownKept <= 1, "validation.knownKept", "must be in (0, 1]", knownKept);
        }
    }

    /**
     * The settings of a preset, from its file on the class path.
     *
     * @param preset for example {@code umzero-cub127}
     */
    public static UmZeroSettings preset(String preset) {
        try (InputStream in = UmZeroSettings.class.getResourceAsStream(preset + ".json")) {
            if (in == null) {
                throw new TrainerException("there is no " + preset + ".json on the class path; rebuild the trainer");
            }
            ObjectNode tree = (ObjectNode) Jsons.MAPPER.readTree(in);
            tree.set("machine", Jsons.MAPPER.valueToTree(Machine.standard()));
            return ConfigFiles.read(tree, UmZeroSettings.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * These settings with the values of a YAML or JSON file in place of their own, key by key; lists are replaced.
     *
     * @throws TrainerException when it cannot be read, or a key is unknown or out of range, naming it
     */
    public UmZeroSettings with(Path file) {
        return ConfigFiles.with(this, file, UmZeroSettings.class);
    }

    /**
     * Reads all settings.
     *
     * @throws TrainerException when a key is missing, unknown or out of range, naming it
     */
    public static UmZeroSettings fromJson(String json) {
        return ConfigFiles.read(json, UmZeroSettings.class);
    }

    /** As indented JSON. */
    public String toJson() {
        try {
            return Jsons.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings are always JSON", e);
        }
    }

    /** The same with another seed. */
    public UmZeroSettings withSeed(long other) {
        return new UmZeroSettings(
                name,
                other,
                imageSize,
                network,
                weights,
                firstUnit,
                loss,
                updates,
                closedFormWeights,
                validation,
                machine);
    }

    private static void require(boolean right, String key, String rule, @Nullable Object value) {
        if (!right) {
            throw new IllegalArgumentException(key + " " + rule + ", not " + value);
        }
    }
}
