package io.zerostream.trainer.pictures;

import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.learn.BatchSource;
import io.zerostream.trainer.learn.Pixels;
import io.zerostream.trainer.loop.LoopConfig;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Batches of a data set's pictures, which are taken in an order that is drawn anew for every pass. Thread-safe. */
final class PictureBatches implements BatchSource<Batch> {
    private final LoopConfig config;
    private final Views views;
    private final String stage;
    private final ImageInput input;
    private final PictureStore store;
    private final int[] seenIndex;
    private final List<float[]> values;
    private final float[] prototypes;
    private final @Nullable TaughtFeatures taught;

    /**
     * @param data classes and training pictures
     * @param values attributes in [0,1] of the seen classes, in order
     * @param taught a teacher's features of the training pictures, or null
     */
    PictureBatches(
            LoopConfig config,
            String stage,
            ZeroShotDataSet data,
            List<float[]> values,
            @Nullable TaughtFeatures taught) {
        this.config = config;
        this.stage = stage;
        views = config.views(Views.class);
        input = config.input();
        this.values = values;
        this.taught = taught;
        store = new PictureStore(data.pictures(Split.TRAIN), views.storedSize());
        seenIndex = new int[data.classes().size()];
        prototypes = new float[values.size() * data.space().size()];
        Prototypes unit = data.prototypes();
        int next = 0;
        for (int c = 0; c < seenIndex.length; c++) {
            DataClass one = data.classes().get(c);
            seenIndex[c] = one.seen() ? next : -1;
            if (one.seen()) {
                System.arraycopy(
                        unit.row(c),
                        0,
                        prototypes,
                        next++ * data.space().size(),
                        data.space().size());
            }
        }
    }

    @Override
    public int pictures() {
        return store.size();
    }

    @Override
    public Batch make(long n) {
        SplittableRandom random = new SplittableRandom(Seeds.of(config.seed(), stage + " views", n));
        int size = config.batchSize();
        int classes = values.size();
        int attributes = values.get(0).length;
        int numbers = 3 * input.height() * input.width();
        float[] pictures = new float[size * numbers];
        float[] truth = new float[size * attributes];
        float[] targets = new float[size * classes];
        float[] features = new float[taught == null ? 0 : size * taught.length()];
        long first = n * size;
        int[] order = order(first / store.size());
        for (int i = 0; i < size; i++) {
            long place = first + i;
            if (place % store.size() == 0) {
                order = order(place / store.size());
            }
            int picture = order[(int) (place % store.size())];
            int label = seenIndex[store.label(picture)];
            Cut cut = Cut.draw(views, random.split());
            byte[] view = cut.of(store.rgb(picture), views.storedSize(), input.height());
            Pixels.normalise(view, input, pictures, i * numbers);
            System.arraycopy(values.get(label), 0, truth, i * attributes, attributes);
            targets[i * classes + label] = 1;
            if (taught != null) {
                taught.copy(picture, cut.mirrored(), features, i * taught.length());
            }
        }
        return new Batch(pictures, truth, targets, prototypes, size, classes, features);
    }

    private int[] order(long pass) {
        return Seeds.permutation(Seeds.of(config.seed(), stage + " order", pass), store.size());
    }
}
