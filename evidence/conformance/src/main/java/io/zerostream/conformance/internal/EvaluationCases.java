package io.zerostream.conformance.internal;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.evaluation.Evaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Accuracies and labels of given semantic vectors whose classes are known. */
final class EvaluationCases {
    private static final double FRACTIONS = 1e-9;

    private EvaluationCases() {}

    /** @param classes holds {@code att} and {@code seen_classes} */
    static void run(String name, Npz file, Npz classes, Cases cases) {
        float[] ofSeen = file.get("feats_seen").toFloats();
        float[] ofUnseen = file.get("feats_unseen").toFloats();
        double[] gammas = file.get("gammas").toDoubles();
        Labels labels = TinyGroup.labels(classes);
        NpyArray att = classes.get("att");
        Set<Long> seen =
                LongStream.of(classes.get("seen_classes").toLongs()).boxed().collect(Collectors.toSet());
        int[] all = IntStream.range(0, att.size(0)).toArray();
        int[] unseen = Arrays.stream(all).filter(c -> !seen.contains((long) c)).toArray();
        int a = att.size(1);
        cases.same(
                name + ": gzsl_pred_seen",
                labels.scored(ofSeen, ofSeen.length / a, gammas, all),
                file.get("gzsl_pred_seen").toLongs());
        cases.same(
                name + ": gzsl_pred_unseen",
                labels.scored(ofUnseen, ofUnseen.length / a, gammas, all),
                file.get("gzsl_pred_unseen").toLongs());
        cases.same(
                name + ": czsl_pred",
                labels.scored(ofUnseen, ofUnseen.length / a, new double[1], unseen),
                file.get("czsl_pred").toLongs());
        accuracies(name, file, vectors(file, ofSeen, ofUnseen, a), prototypes(labels, att, seen), gammas, cases);
    }

    private static void accuracies(
            String name, Npz file, SemanticVectors vectors, Prototypes prototypes, double[] gammas, Cases cases) {
        double[] s = file.get("S").toDoubles();
        double[] u = file.get("U").toDoubles();
        double[] h = file.get("H").toDoubles();
        double t1 = file.get("CZSL").toDoubles()[0];
        for (int i = 0; i < gammas.length; i++) {
            Evaluation found =
                    Evaluation.of(vectors, prototypes, new SeenPenalty((float) gammas[i], Calibration.SOFTMAX));
            String at = name + " at gamma " + gammas[i];
            cases.error(at + ": S (difference)", Math.abs(found.s().mean() - s[i]), FRACTIONS);
            cases.error(at + ": U (difference)", Math.abs(found.u().mean() - u[i]), FRACTIONS);
            cases.error(at + ": H (difference)", Math.abs(found.h() - h[i]), FRACTIONS);
            cases.error(at + ": CZSL (difference)", Math.abs(found.t1().mean() - t1), FRACTIONS);
        }
    }

    private static SemanticVectors vectors(Npz file, float[] seen, float[] unseen, int attributes) {
        float[] rows = Arrays.copyOf(seen, seen.length + unseen.length);
        System.arraycopy(unseen, 0, rows, seen.length, unseen.length);
        int[] classes = LongStream.concat(
                        LongStream.of(file.get("labels_seen").toLongs()),
                        LongStream.of(file.get("labels_unseen").toLongs()))
                .mapToInt(Math::toIntExact)
                .toArray();
        return new SemanticVectors(rows, classes, attributes);
    }

    private static Prototypes prototypes(Labels labels, NpyArray att, Set<Long> seen) {
        float[] rows = att.toFloats();
        int a = att.size(1);
        List<Prototype> list = new ArrayList<>();
        for (int c = 0; c < att.size(0); c++) {
            list.add(
                    new Prototype("class " + c, Arrays.copyOfRange(rows, c * a, (c + 1) * a), seen.contains((long) c)));
        }
        return Prototypes.of(labels.space(), list);
    }
}
