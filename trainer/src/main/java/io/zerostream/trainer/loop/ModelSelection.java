package io.zerostream.trainer.loop;

import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.SemanticVectors;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.Learner;
import java.util.List;

/** Evaluates on the validation classes now and then, keeps what did best there, and ends a stage that gets no better. */
final class ModelSelection implements AfterStep {
    /** Share of the validation pictures that the unknown threshold lets pass. */
    private static final double KNOWN_KEPT = 0.95;

    private final Protocol protocol;
    private final TestEvaluation look;
    private final Journal journal;
    private final ProgressListener listener;
    private final List<String> heldOut;

    ModelSelection(LoopConfig config, ZeroShotDataSet validation, Journal journal, ProgressListener listener) {
        protocol = config.protocol();
        look = new TestEvaluation(validation, config.imageSize());
        heldOut = validation.classes(false).stream().map(DataClass::name).toList();
        this.journal = journal;
        this.listener = listener;
    }

    @Override
    public boolean goOn(Learner learner, long step, long steps, double perEpoch) {
        double every = protocol.evaluateEvery() * perEpoch;
        boolean due = (long) (step / every) > (long) ((step - 1) / every);
        if (!due && step < steps) {
            return true;
        }
        learner.parameters().showAverage();
        SemanticVectors vectors = look.vectors(learner);
        learner.parameters().showCurrent();
        Evaluation evaluation = Evaluation.choosing(vectors, look.prototypes());
        Figures figures = Figures.of(evaluation);
        listener.measured("validation classes after step " + step, figures.byName());
        boolean better = journal.looked(figures);
        if (better) {
            UnknownThreshold unknown = UnknownThreshold.choose(
                    vectors,
                    new SemanticVectors(new float[0], new int[0], vectors.attributes()),
                    look.prototypes(),
                    figures.penalty(),
                    KNOWN_KEPT);
            journal.chose(
                    new Chosen((int) step, figures.gamma(), figures.calibration(), unknown, figures, heldOut),
                    step / perEpoch,
                    learner.parameters().average());
        }
        journal.save(learner);
        return !journal.hopeless();
    }
}
