package io.zerostream.trainer.loop;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.Learner;
import java.util.List;

/** Evaluates on the validation classes now and then, keeps what did best there, and ends a stage that gets no better. */
final class ModelSelection implements AfterStep {
    private final Protocol protocol;
    private final Learner learner;
    private final EvaluationSet look;
    private final Journal journal;
    private final ProgressListener listener;
    private final List<String> heldOut;

    ModelSelection(
            Protocol protocol, Learner learner, TrainingMaterial material, Journal journal, ProgressListener listener) {
        this.protocol = protocol;
        this.learner = learner;
        look = material.validation();
        heldOut = material.heldOut();
        this.journal = journal;
        this.listener = listener;
    }

    @Override
    public boolean goOn(long step, long steps, double perEpoch) {
        double every = protocol.evaluateEvery() * perEpoch;
        boolean due = (long) (step / every) > (long) ((step - 1) / every);
        if (!due && step < steps) {
            return true;
        }
        learner.parameters().showAverage();
        SemanticVectors vectors = look.vectors(learner);
        SemanticVectors others = look.others(learner);
        learner.parameters().showCurrent();
        Evaluation evaluation = Evaluation.choosing(vectors, look.prototypes());
        Figures figures = Figures.of(evaluation);
        listener.measured("validation classes after step " + step, figures.byName());
        boolean better = journal.looked(figures);
        if (better) {
            UnknownThreshold unknown = UnknownThreshold.choose(
                    vectors, others, look.prototypes(), figures.penalty(), protocol.knownKept());
            journal.chose(
                    new Chosen((int) step, figures.gamma(), figures.calibration(), unknown, figures, heldOut),
                    step / perEpoch,
                    learner.parameters().average());
        }
        journal.save(learner);
        return !journal.hopeless();
    }
}
