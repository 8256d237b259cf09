package io.zerostream.trainer.evaluation.report;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.AttributeQuality;
import io.zerostream.trainer.evaluation.ClassScores;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.GammaProtocol;
import io.zerostream.trainer.evaluation.GzslFigures;
import io.zerostream.trainer.evaluation.PictureEmbedding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Evaluates any model on the test lists of a data set. Training pictures are not looked at. */
public final class Evaluator {
    private static final int BATCH = 16;
    private static final long SEED = 1;

    private Evaluator() {}

    /**
     * As {@link #look}, without showing pictures.
     *
     * @throws TrainerException as there
     * @throws io.zerostream.model.ModelException as there
     */
    public static EvaluationReport evaluate(
            ZeroShotModel model, ZeroShotDataSet data, GammaProtocol protocol, ProgressListener listener) {
        return look(model, data, protocol, 0, listener).report();
    }

    /**
     * Embeds the test pictures and computes all figures that they allow.
     *
     * @param model stays open; runs on this thread
     * @param shown pictures to keep together with where the model looked, if it can tell
     * @throws TrainerException when the data set has other attributes than the model, or no readable test picture
     * @throws io.zerostream.model.ModelException when a class has no attributes, or the model fails
     */
    public static Evaluated look(
            ZeroShotModel model, ZeroShotDataSet data, GammaProtocol protocol, int shown, ProgressListener listener) {
        if (!data.space().attributes().equals(model.space().attributes())) {
            throw new TrainerException("data set " + data.name() + " describes classes by "
                    + data.space().size() + " attributes (" + first(data.space().attributes()) + "), model "
                    + model.manifest().name() + " by " + model.space().size() + " ("
                    + first(model.space().attributes())
                    + "); a model can be evaluated only with the attributes it was trained on, in the same order");
        }
        Prototypes classSet = data.prototypes();
        List<LabelledPicture> pictures = new ArrayList<>(data.pictures(Split.TEST_SEEN));
        pictures.addAll(data.pictures(Split.TEST_UNSEEN));
        Instant start = Instant.now();
        PictureEmbedding embedding = PictureEmbedding.of(model, pictures, BATCH, listener);
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1e3;
        SemanticVectors vectors = embedding.vectors();
        if (vectors.size() == 0) {
            throw new TrainerException("data set " + data.name() + " has no test picture that can be read: "
                    + pictures.size() + " are listed"
                    + (embedding.unreadable().isEmpty()
                            ? ""
                            : ", the first says: " + embedding.unreadable().get(0)));
        }
        GzslFigures figures = GzslFigures.of(
                ClassScores.of(vectors, classSet, protocol.unit(model.manifest().calibration())),
                Evaluation.trained(classSet),
                protocol,
                model.manifest().gamma(),
                SEED);
        List<String> names = data.classes().stream().map(DataClass::name).toList();
        EvaluationReport report = new EvaluationReport(
                model.manifest(),
                data.name(),
                counts(data, embedding),
                figures,
                Confusion.worst(figures.confusion(), names),
                AttributeQuality.of(ofUnseen(vectors, classSet), classSet),
                embedding.unreadable(),
                seconds,
                Instant.now());
        return new Evaluated(
                report,
                ofUnseen(vectors, classSet),
                names,
                AttentionView.of(model, classSet, embedding.pictures(), names, shown));
    }

    private static String first(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(3, names.size()))) + ", …";
    }

    private static Map<String, Integer> counts(ZeroShotDataSet data, PictureEmbedding embedding) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            counts.put(split.listName(), data.pictures(split).size());
        }
        counts.put("read", embedding.pictures().size());
        counts.put("unreadable", embedding.unreadable().size());
        counts.put("seen_classes", data.classes(true).size());
        counts.put("unseen_classes", data.classes(false).size());
        return counts;
    }

    /** The vectors of unseen classes; all when there are none. */
    private static SemanticVectors ofUnseen(SemanticVectors vectors, Prototypes classSet) {
        int[] chosen = IntStream.range(0, vectors.size())
                .filter(i -> !classSet.seen(vectors.classes()[i]))
                .toArray();
        return chosen.length == 0 ? vectors : vectors.only(chosen);
    }
}
