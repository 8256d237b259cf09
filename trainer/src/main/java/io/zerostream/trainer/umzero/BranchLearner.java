package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.umzero.UmZeroBranch;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.learn.Rule;
import io.zerostream.trainer.learn.TrainedWeights;
import io.zerostream.trainer.learn.Updates;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Trains one branch of the network on its cached maps: the last units of its convolutional network and its head. Branches
 * share nothing, so each is trained by a thread of its own, and the figures do not depend on timing.
 */
final class BranchLearner {
    private static final int EMBED_BATCH = 32;
    private static final String BACKBONE = "backbone.";

    private final UmZeroSettings settings;
    private final UmZeroBranch branch;
    private final NDManager manager;
    private final BranchMaps maps;
    private final HybridLoss loss;
    private final Map<String, Parameter> trained = new LinkedHashMap<>();
    private final TrainedWeights weights;

    /**
     * @param branch with its start weights
     * @param manager owns them
     * @param maps of all pictures
     * @param loss what to minimise
     */
    BranchLearner(UmZeroSettings settings, UmZeroBranch branch, NDManager manager, BranchMaps maps, HybridLoss loss) {
        this.settings = settings;
        this.branch = branch;
        this.manager = manager;
        this.maps = maps;
        this.loss = loss;
        List<String> units = branch.backbone().parameterNames(settings.firstUnit());
        branch.officialParameters().forEach((name, parameter) -> {
            boolean statistics = name.contains(".moving_");
            boolean kept = name.startsWith(BACKBONE) && !units.contains(name.substring(BACKBONE.length()));
            if (!statistics && !kept) {
                trained.put(name, parameter);
            }
        });
        weights = new TrainedWeights(trained, updates(settings.updates()), () -> {});
    }

    private static Updates updates(UmZeroSettings.Updates how) {
        return new Updates(
                Rule.ADAMW,
                List.of(
                        new Updates.Group(BACKBONE, how.backboneRate(), how.weightDecay()),
                        new Updates.Group("", how.headRate(), how.weightDecay())),
                0,
                0);
    }

    /** The weights it trains. */
    TrainedWeights weights() {
        return weights;
    }

    /**
     * One step.
     *
     * @param share of the highest learning rates
     * @return the loss before it
     */
    double step(HybridBatch.Part part, double share) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray x = maps.read(scratch, part.maps());
            JniUtils.setGradMode(true);
            double value;
            try {
                ParameterStore store = new ParameterStore(manager, false);
                NDArray last = branch.backbone()
                        .run(store, x, settings.firstUnit(), branch.backbone().depth(), true);
                NDArray vectors = branch.head(store, last, kept(scratch, last.getShape(), part.seed()), true);
                NDArray loss = this.loss.of(vectors, part.labels());
                value = loss.getFloat();
                JniUtils.backward((PtNDArray) loss, (PtNDArray) scratch.create(1f), false, false);
            } finally {
                JniUtils.setGradMode(false);
            }
            if (!Double.isFinite(value)) {
                throw new TrainerException("the loss is not finite after " + weights.counts()[0]
                        + " steps; lower updates.backboneRate and headRate");
            }
            weights.update(share);
            return value;
        }
    }

    /** Factors of channels: 0 with the dropout's probability, else what keeps the mean. */
    private NDArray kept(NDManager scratch, Shape map, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double dropout = settings.loss().dropout();
        float[] factors = new float[(int) (map.get(0) * map.get(1))];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = random.nextDouble() < dropout ? 0 : (float) (1 / (1 - dropout));
        }
        return scratch.create(factors, new Shape(map.get(0), map.get(1)));
    }

    /**
     * Semantic vectors (n,a) of a branch alone, without the network's scale: the mean over picture and mirror image if the
     * network looks at both.
     *
     * @param pictures numbers in the maps
     */
    static float[] vectors(
            UmZeroBranch branch, UmZeroSettings settings, NDManager manager, BranchMaps maps, int[] pictures) {
        int attributes = settings.network().attributes();
        float[] result = new float[pictures.length * attributes];
        for (int from = 0; from < pictures.length; from += EMBED_BATCH) {
            int[] some = Arrays.copyOfRange(pictures, from, Math.min(pictures.length, from + EMBED_BATCH));
            try (NDManager scratch = manager.newSubManager()) {
                NDArray sum = vectors(branch, settings, maps, scratch, some, false);
                if (settings.network().mirrored()) {
                    sum = sum.add(vectors(branch, settings, maps, scratch, some, true))
                            .div(2);
                }
                System.arraycopy(sum.toFloatArray(), 0, result, from * attributes, some.length * attributes);
            }
        }
        return result;
    }

    private static NDArray vectors(
            UmZeroBranch branch,
            UmZeroSettings settings,
            BranchMaps maps,
            NDManager scratch,
            int[] pictures,
            boolean mirrored) {
        int[] numbers =
                Arrays.stream(pictures).map(p -> BranchMaps.number(p, mirrored)).toArray();
        ParameterStore store = new ParameterStore(scratch, false);
        int depth = branch.backbone().depth();
        NDArray last = branch.backbone().run(store, maps.read(scratch, numbers), settings.firstUnit(), depth, false);
        return branch.head(store, last, null, false);
    }

    /** The weights stay, but need no gradients any more. */
    void close() {
        trained.values().forEach(weight -> weight.getArray().setRequiresGradient(false));
    }
}
