package io.zerostream.trainer.flags.run;

import static io.zerostream.trainer.internal.Checks.require;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.learn.Loss;
import io.zerostream.trainer.learn.Rule;
import io.zerostream.trainer.learn.Threads;
import io.zerostream.trainer.learn.Updates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Every number of a training run. Written as JSON beside the results, so that a run can be made again.
 *
 * @param name name of the model that comes out
 * @param seed decides start weights, order, views and the choice of validation classes
 * @param imageSize height and width of the network's input, pixels
 * @param views how far the made-up views may go
 * @param network shape of the network
 * @param madeUp classes made by recolouring training flags
 * @param loss what is minimised
 * @param optimiser how
 * @param protocol stages, validation, evaluation
 * @param threads how many of what
 */
public record TrainingConfig(
        String name,
        long seed,
        int imageSize,
        ViewSettings views,
        ZeroMambaConfig network,
        MadeUp madeUp,
        Loss loss,
        Optimiser optimiser,
        Protocol protocol,
        Threads threads) {

    public TrainingConfig {
        require(!name.isBlank(), "name", "must not be empty", name);
        require(imageSize >= 32 && imageSize <= 448, "imageSize", "must be in [32, 448]", imageSize);
        require(
                optimiser.batchSize() % threads.lanes() == 0,
                "optimiser.batchSize",
                "must be a multiple of threads.lanes",
                optimiser.batchSize());
        require(
                threads.lanes() == 1 || network.backbone().dropPath() == 0,
                "network.backbone.dropPath",
                "must be 0 when threads.lanes is 2, as the lanes would draw from one random sequence",
                network.backbone().dropPath());
    }

    /**
     * Made-up classes: training flags in other colours.
     *
     * @param perFlag how many recolourings to try for each flag; 0 = none
     * @param share share of a batch that shows made-up classes, in [0, 1]
     * @param transposeShare share of them mirrored at the diagonal as well, in [0, 1]
     * @param leastDistance none may look more like a real flag than this: root mean square difference of thumbnails
     *     with colours in [0,1]
     * @param distractors made-up classes without a picture in the batch that the cross-entropy must tell apart as well
     */
    public record MadeUp(int perFlag, double share, double transposeShare, double leastDistance, int distractors) {
        public MadeUp {
            require(perFlag >= 0, "madeUp.perFlag", "must be at least 0", perFlag);
            require(share >= 0 && share <= 1, "madeUp.share", "must be in [0, 1]", share);
            require(
                    transposeShare >= 0 && transposeShare <= 1,
                    "madeUp.transposeShare",
                    "must be in [0, 1]",
                    transposeShare);
            require(leastDistance >= 0, "madeUp.leastDistance", "must be at least 0", leastDistance);
            require(distractors >= 0, "madeUp.distractors", "must be at least 0", distractors);
        }
    }

    /**
     * @param rule which
     * @param batchSize pictures a step
     * @param backboneRate highest learning rate of the backbone with V, W1 and W2
     * @param globalRate of the global head
     * @param localRate of the local head
     * @param weightDecay factor
     * @param warmUp share of the steps in which the rate rises from 0; then it falls to 0 as a cosine
     * @param clipNorm largest norm of the whole gradient; 0 = unlimited
     * @param averageDecay decay of the running average of the weights, which is what is evaluated and kept; 0 = none
     */
    public record Optimiser(
            Rule rule,
            int batchSize,
            double backboneRate,
            double globalRate,
            double localRate,
            double weightDecay,
            double warmUp,
            double clipNorm,
            double averageDecay) {
        public Optimiser {
            require(batchSize >= 1, "optimiser.batchSize", "must be at least 1", batchSize);
            require(backboneRate > 0, "optimiser.backboneRate", "must be above 0", backboneRate);
            require(globalRate > 0, "optimiser.globalRate", "must be above 0", globalRate);
            require(localRate > 0, "optimiser.localRate", "must be above 0", localRate);
            require(weightDecay >= 0, "optimiser.weightDecay", "must be at least 0", weightDecay);
            require(warmUp >= 0 && warmUp < 1, "optimiser.warmUp", "must be in [0, 1)", warmUp);
            require(clipNorm >= 0, "optimiser.clipNorm", "must be at least 0", clipNorm);
            require(averageDecay >= 0 && averageDecay < 1, "optimiser.averageDecay", "must be in [0, 1)", averageDecay);
        }

        /** Its part that is about weights: ZeroMamba's three groups by name. */
        public Updates updates() {
            return new Updates(
                    rule,
                    List.of(
                            new Updates.Group("VisionMamba.", backboneRate, weightDecay),
                            new Updates.Group("clf_head2.", localRate, weightDecay),
                            new Updates.Group("", globalRate, weightDecay)),
                    clipNorm,
                    averageDecay);
        }
    }

    /**
     * Stage one trains without the validation classes and chooses the number of steps, γ and the unknown threshold on
     * them. Stage two goes on from there with all seen classes. Then the unseen classes are looked at, once.
     *
     * @param validationClasses seen classes held out of stage one
     * @param chooseViews pictures trained on in stage one
     * @param finalViews pictures trained on in stage two; 0 = none, the validation classes stay untrained
     * @param finalRate learning rates of stage two as a share of those of stage one
     * @param evaluations how often stage one is evaluated
     * @param validationViews views a class in each of those evaluations
     * @param testViews views a class in the evaluation at the end; 0 = leave the unseen classes alone
     * @param knownKept share of the validation views that the unknown threshold lets pass
     */
    public record Protocol(
            int validationClasses,
            long chooseViews,
            long finalViews,
            double finalRate,
            int evaluations,
            int validationViews,
            int testViews,
            double knownKept) {
        public Protocol {
            require(validationClasses >= 2, "protocol.validationClasses", "must be at least 2", validationClasses);
            require(chooseViews >= 1, "protocol.chooseViews", "must be at least 1", chooseViews);
            require(finalViews >= 0, "protocol.finalViews", "must be at least 0", finalViews);
            require(finalRate > 0 && finalRate <= 1, "protocol.finalRate", "must be in (0, 1]", finalRate);
            require(evaluations >= 1, "protocol.evaluations", "must be at least 1", evaluations);
            require(validationViews >= 1, "protocol.validationViews", "must be at least 1", validationViews);
            require(testViews >= 0, "protocol.testViews", "must be at least 0", testViews);
            require(knownKept > 0 && knownKept <= 1, "protocol.knownKept", "must be in (0, 1]", knownKept);
        }
    }

    /** What the bundled checkpoint is made with; about ten minutes on two cores. */
    public static TrainingConfig nano() {
        return new TrainingConfig(
                "flags-nano",
                1,
                64,
                ViewSettings.standard(),
                new ZeroMambaConfig(
                        new VMambaConfig(List.of(1, 1, 2, 1), List.of(24, 48, 96, 192), 1, 1, 2, 128, 0), 36, 64, 128),
                new MadeUp(60, 0.5, 0.2, 0.12, 64),
                new Loss(1, 1, 0.5, 0),
                new Optimiser(Rule.ADAMW, 64, 4e-3, 4e-3, 4e-3, 0.05, 0.08, 1, 0.995),
                new Protocol(20, 64_000, 56_000, 0.6, 5, 12, 20, 0.95),
                new Threads(2, 1, 1));
    }

    /** The same configuration with another seed. */
    public TrainingConfig withSeed(long newSeed) {
        return new TrainingConfig(name, newSeed, imageSize, views, network, madeUp, loss, optimiser, protocol, threads);
    }

    /** The same configuration with other stages. */
    public TrainingConfig withProtocol(Protocol newProtocol) {
        return new TrainingConfig(name, seed, imageSize, views, network, madeUp, loss, optimiser, newProtocol, threads);
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
     * Reads a configuration; every key must be there and no other.
     *
     * @throws TrainerException when a key is missing, unknown or out of range, naming it
     */
    public static TrainingConfig fromJson(String json) {
        try {
            return Jsons.MAPPER.readValue(json, TrainingConfig.class);
        } catch (JsonProcessingException e) {
            throw new TrainerException("not a training configuration: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads a configuration file.
     *
     * @throws TrainerException when the file cannot be read or is not a configuration
     */
    public static TrainingConfig read(Path file) {
        try {
            return fromJson(Files.readString(file));
        } catch (IOException e) {
            throw new TrainerException("cannot read the training configuration " + file, e);
        }
    }
}
