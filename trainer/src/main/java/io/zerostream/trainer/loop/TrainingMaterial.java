package io.zerostream.trainer.loop;

import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.learn.BatchSource;
import java.util.List;

/** What a run learns from and is measured on. Used by one thread; what it makes may be used by several. */
public interface TrainingMaterial {
    /**
     * Attributes (a) in [0,1] of the classes that are trained on, in the order in which batches count them.
     *
     * @param all all seen classes; else without the validation classes
     */
    List<float[]> values(boolean all);

    /**
     * The batches of a stage.
     *
     * @param stage name that what is drawn depends on, beside the seed
     * @param all as in {@link #values}
     */
    BatchSource<Batch> batches(String stage, boolean all);

    /** What settings are chosen on. */
    EvaluationSet validation();

    /** What is looked at once, at the end. */
    EvaluationSet test();

    /** Names of the validation classes. */
    List<String> heldOut();

    /** What is said of it. */
    Wording wording();

    /**
     * What reports and manifests say.
     *
     * @param dataset that was trained on
     * @param scored on what γ and the unknown threshold were chosen
     * @param protocol how the figures came about, in sentences
     */
    record Wording(String dataset, String scored, String protocol) {}
}
