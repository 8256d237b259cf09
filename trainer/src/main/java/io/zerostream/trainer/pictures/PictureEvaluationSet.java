package io.zerostream.trainer.pictures;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.PictureReader;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.loop.EvaluationSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pictures that a data set keeps for tests: of unseen classes, and others of seen ones. */
final class PictureEvaluationSet implements EvaluationSet {
    private static final int AT_ONCE = 512;

    private final Prototypes prototypes;
    private final List<LabelledPicture> pictures;
    private final PictureReader reader;

    /** @param size height and width of the network's input, pixels */
    PictureEvaluationSet(ZeroShotDataSet data, int size) {
        prototypes = data.prototypes();
        pictures = new ArrayList<>(data.pictures(Split.TEST_SEEN));
        pictures.addAll(data.pictures(Split.TEST_UNSEEN));
        reader = new PictureReader(size, size);
    }

    @Override
    public Prototypes prototypes() {
        return prototypes;
    }

    @Override
    public SemanticVectors vectors(Learner learner) {
        int attributes = prototypes.space().size();
        float[] rows = new float[pictures.size() * attributes];
        int[] classes = pictures.stream().mapToInt(LabelledPicture::label).toArray();
        for (int from = 0; from < classes.length; from += AT_ONCE) {
            int to = Math.min(classes.length, from + AT_ONCE);
            List<byte[]> rgb = pictures.subList(from, to).stream()
                    .parallel()
                    .map(p -> reader.read(p).pixels())
                    .toList();
            SemanticVectors part = learner.embed(rgb, Arrays.copyOfRange(classes, from, to));
            System.arraycopy(part.rows(), 0, rows, from * attributes, part.rows().length);
        }
        return new SemanticVectors(rows, classes, attributes);
    }
}
