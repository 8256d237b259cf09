package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.training.optimizer.AdamW;
import io.zerostream.model.umzero.UmZeroBranch;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.Schedule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

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
    private final Random random;
    private final Map<String, NDArray> trained = new LinkedHashMap<>();
    private final AdamW optimiser;
    private final int steps;
    private int step;

    /**
     * @param branch with its start weights
     * @param manager owns them
     * @param maps of all pictures
     * @param loss what to minimise
     * @param pictures how many are trained on
     * @param seed of order, mirroring and what is left out
     */
    BranchLearner(
            UmZeroSettings settings,
            UmZeroBranch branch,
            NDManager manager,
            BranchMaps maps,
            HybridLoss loss,
            int pictures,
            long seed) {
        this.settings = settings;
        this.branch = branch;
        this.manager = manager;
        this.maps = maps;
        this.loss = loss;
        random = new Random(Seeds.of(seed, "branch", 0));
        UmZeroSettings.Updates updates = settings.updates();
        steps = updates.epochs() * (pictures / updates.batchSize());
        Schedule schedule = new Schedule(steps, updates.warmUp());
        optimiser = AdamW.builder()
                .optLearningRateTracker((name, count) -> (float) (schedule.at(step) * rate(name)))
                .optWeightDecays((float) updates.weightDecay())
                .build();
        branch.officialParameters().forEach(this::train);
    }

    private void train(String name, Parameter parameter) {
        boolean statistics = name.contains(".moving_");
        boolean kept = name.startsWith(BACKBONE) && !trainedUnits().contains(name.substring(BACKBONE.length()));
        if (!statistics && !kept) {
            parameter.getArray().setRequiresGradient(true);
            trained.put(name, parameter.getArray());
        }
    }

    private List<String> trainedUnits() {
        return branch.backbone().parameterNames(settings.firstUnit());
    }

    private double rate(String name) {
        return name.startsWith(BACKBONE)
                ? settings.updates().backboneRate()
                : settings.updates().headRate();
    }

    /**
     * Trains on every picture once.
     *
     * @param pictures numbers in the maps
     * @param labels their indices among the trained classes
     * @return mean loss
     */
    double epoch(int[] pictures, int[] labels) {
        int[] order = shuffled(pictures.length);
        int batch = settings.updates().batchSize();
        double sum = 0;
        int batches = pictures.length / batch;
        for (int b = 0; b < batches; b++) {
            int[] some = new int[batch];
            int[] theirs = new int[batch];
            for (int i = 0; i < batch; i++) {
                int at = order[b * batch + i];
                some[i] = BranchMaps.number(pictures[at], random.nextBoolean());
                theirs[i] = labels[at];
            }
            sum += step(some, theirs);
        }
        return sum / batches;
    }

    private int[] shuffled(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private double step(int[] numbers, int[] labels) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray x = maps.read(scratch, numbers);
            JniUtils.setGradMode(true);
            double value;
            try {
                ParameterStore store = new ParameterStore(manager, false);
                NDArray last = branch.backbone()
                        .run(store, x, settings.firstUnit(), branch.backbone().depth(), true);
                NDArray vectors = branch.head(store, last, kept(scratch, last.getShape()), true);
                NDArray loss = this.loss.of(vectors, labels);
                value = loss.getFloat();
                JniUtils.backward((PtNDArray) loss, (PtNDArray) scratch.create(1f), false, false);
            } finally {
                JniUtils.setGradMode(false);
            }
            if (!Double.isFinite(value)) {
                throw new TrainerException(
                        "the loss is not finite after " + step + " steps; lower updates.backboneRate and headRate");
            }
            trained.forEach(this::update);
            step++;
            return value;
        }
    }

    private void update(String name, NDArray weight) {
        try (NDArray gradient = weight.getGradient()) {
            optimiser.update(name, weight, gradient);
        }
        // the engine adds new gradients to old ones
        JniUtils.zeroGrad((PtNDArray) weight);
    }

    /** Factors of channels: 0 with the dropout's probability, else what keeps the mean. */
    private NDArray kept(NDManager scratch, Shape map) {
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
        trained.values().forEach(weight -> weight.setRequiresGradient(false));
    }
}
