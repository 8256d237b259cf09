package io.zerostream.trainer.umzero;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.umzero.UmZero;
import io.zerostream.model.umzero.UmZeroBranch;
import io.zerostream.model.umzero.UmZeroConfig;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.Lanes;
import io.zerostream.trainer.loop.AfterStep;
import io.zerostream.trainer.loop.Journal;
import io.zerostream.trainer.loop.RateSchedule;
import io.zerostream.trainer.loop.SavedState;
import io.zerostream.trainer.loop.StageLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network from its start weights to the end of its training. Used by one thread; closing frees its native memory. */
final class HybridStage implements AutoCloseable {
    private final UmZeroSettings settings;
    private final List<Map<String, Tensor>> weights;
    private final Lanes lanes;
    private final NDManager manager;
    private final UmZero network;

    /**
     * A network with its start weights: the same in every stage of a run.
     *
     * @param weights pretrained, of each branch's convolutional network
     * @param space whose word vectors the attributes' embeddings start as, if it has them
     * @param lanes one a branch
     */
    HybridStage(UmZeroSettings settings, List<Map<String, Tensor>> weights, SemanticSpace space, Lanes lanes) {
        this.settings = settings;
        this.weights = weights;
        this.lanes = lanes;
        manager = Engine.getEngine("PyTorch").newBaseManager(settings.machine().engineDevice());
        network = new UmZero(settings.network(), Seeds.of(settings.seed(), "weights", 0));
        try {
            for (int i = 0; i < weights.size(); i++) {
                UmZeroBranch branch = network.branches().get(i);
                branch.backbone().load(manager, weights.get(i));
                if (space.wordVectors().length > 0) {
                    branch.startFromWords(space.wordVectors());
                }
            }
            network.initialize(manager, DataType.FLOAT32);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** The network; the stage owns its memory. */
    UmZero network() {
        return network;
    }

    /** Owns the network's weights. */
    NDManager manager() {
        return manager;
    }

    /**
     * Trains all branches, from where the journal is.
     *
     * @param name of the stage
     * @param data whose training pictures to take
     * @param maps of all pictures
     * @param saved where to go on within this stage; null to begin it
     */
    void train(
            String name,
            ZeroShotDataSet data,
            PictureMaps maps,
            Journal journal,
            @Nullable SavedState saved,
            ProgressListener listener) {
        List<LabelledPicture> pictures = data.pictures(Split.TRAIN);
        Prototypes classes = data.prototypes();
        int[] place = new int[classes.size()];
        List<float[]> rows = new ArrayList<>();
        for (int c = 0; c < place.length; c++) {
            place[c] = rows.size();
            if (classes.seen(c)) {
                rows.add(classes.row(c));
            }
        }
        int[] labels = pictures.stream().mapToInt(p -> place[p.label()]).toArray();
        HybridLoss loss = new HybridLoss(settings.loss(), settings.network().scale(), rows.toArray(new float[0][]));
        List<BranchLearner> learners = new ArrayList<>();
        for (int i = 0; i < network.branches().size(); i++) {
            learners.add(new BranchLearner(settings, network.branches().get(i), manager, maps.branch(i), loss));
        }
        UmZeroSettings.Updates updates = settings.updates();
        RateSchedule schedule = new RateSchedule(
                RateSchedule.Shape.COSINE, updates.epochs(), updates.warmUp() * updates.epochs(), List.of(), 1);
        try (HybridSteps steps = new HybridSteps(learners, lanes)) {
            if (saved != null) {
                saved.restore(steps);
            }
            new StageLoop(name, settings.seed(), updates.batchSize(), settings.machine(), schedule, 1)
                    .run(
                            steps,
                            new HybridBatches(
                                    Seeds.of(settings.seed(), name, 0),
                                    learners.size(),
                                    updates.batchSize(),
                                    maps.numbers(pictures),
                                    labels),
                            journal,
                            listener,
                            AfterStep.NOTHING);
        }
    }

    /** Semantic vectors of pictures, as the network, which has no closed-form term, gives them for the pictures. */
    SemanticVectors vectors(List<LabelledPicture> pictures, PictureMaps maps) {
        int[] numbers = maps.numbers(pictures);
        int branches = network.branches().size();
        List<float[]> parts = lanes.all(
                branches,
                i -> BranchLearner.vectors(network.branches().get(i), settings, manager, maps.branch(i), numbers));
        float factor = settings.network().scale() / branches;
        float[] mean = new float[parts.get(0).length];
        for (float[] part : parts) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += factor * part[i];
            }
        }
        int[] labels = pictures.stream().mapToInt(LabelledPicture::label).toArray();
        return new SemanticVectors(mean, labels, settings.network().attributes());
    }

    /**
     * The network with a closed-form term as a safetensors file.
     *
     * @param config the network's with that term
     * @param form fitted on features of the networks as they were before training
     */
    byte[] with(UmZeroConfig config, ClosedForm form) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.read(network.toSafetensors()));
        for (int i = 0; i < weights.size(); i++) {
            Map<String, Tensor> pretrained = weights.get(i);
            String prefix = "closed_form.backbones." + i + ".";
            network.branches()
                    .get(i)
                    .backbone()
                    .parameterNames(settings.firstUnit())
                    .forEach(name -> tensors.put(prefix + name, pretrained.get(name)));
        }
        form.tensors().forEach((name, tensor) -> tensors.put("closed_form." + name, tensor));
        try (NDManager scratch = manager.newSubManager()) {
            UmZero whole = new UmZero(config, settings.seed());
            whole.load(scratch, tensors);
            return whole.toSafetensors();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
