package io.zerostream.trainer.flags.run;

import io.zerostream.model.image.ImageInput;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagDrawings;
import io.zerostream.trainer.flags.MadeUpClass;
import io.zerostream.trainer.flags.Pyramid;
import io.zerostream.trainer.flags.ViewRenderer;
import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.learn.BatchSource;
import io.zerostream.trainer.learn.Pixels;
import io.zerostream.trainer.loop.LoopConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Batches of made-up views, of flags and of made-up classes. Thread-safe. */
final class FlagBatches implements BatchSource<Batch> {
    private final LoopConfig config;
    private final FlagSettings settings;
    private final String stage;
    private final List<FlagClass> classes;
    private final MadeUpFlags madeUp;
    private final ViewRenderer renderer;
    private final ImageInput input;
    private final int attributes;

    /**
     * @param stage name that the seeds depend on
     * @param classes the classes to train on
     * @param madeUp made-up classes, possibly none
     */
    FlagBatches(LoopConfig config, String stage, List<FlagClass> classes, MadeUpFlags madeUp) {
        this.config = config;
        settings = config.views(FlagSettings.class);
        this.stage = stage;
        this.classes = List.copyOf(classes);
        this.madeUp = madeUp;
        this.renderer = new ViewRenderer(settings.drawing());
        this.input = config.input();
        this.attributes = classes.get(0).attributes().length;
    }

    @Override
    public int pictures() {
        return settings.pass();
    }

    @Override
    public Batch make(long n) {
        SplittableRandom random = new SplittableRandom(Seeds.of(config.seed(), stage, n));
        int size = config.batchSize();
        int pixels = input.height() * input.width();
        float[] pictures = new float[size * 3 * pixels];
        float[] truth = new float[size * attributes];
        int[] target = new int[size];
        Candidates candidates = new Candidates();
        List<MadeUpClass> pool = madeUp.classes();
        int invented =
                pool.isEmpty() ? 0 : (int) Math.round(size * settings.madeUp().share());
        for (int i = 0; i < size; i++) {
            float[] vector;
            Pyramid drawing;
            if (i < invented) {
                MadeUpClass made = pool.get(random.nextInt(pool.size()));
                vector = made.attributes();
                drawing = madeUp.drawing(made, random);
                target[i] = candidates.indexOf(vector);
            } else {
                target[i] = random.nextInt(classes.size());
                FlagClass flag = classes.get(target[i]);
                vector = flag.attributes();
                drawing = FlagDrawings.of(flag.code());
            }
            System.arraycopy(vector, 0, truth, i * attributes, attributes);
            byte[] view = renderer.render(drawing, random.nextLong(), input.height(), input.width());
            Pixels.normalise(view, input, pictures, i * 3 * pixels);
        }
        for (int i = 0; i < (pool.isEmpty() ? 0 : settings.madeUp().distractors()); i++) {
            candidates.indexOf(pool.get(random.nextInt(pool.size())).attributes());
        }
        int count = candidates.rows.size();
        float[] targets = new float[size * count];
        for (int i = 0; i < size; i++) {
            targets[i * count + target[i]] = 1;
        }
        return new Batch(pictures, truth, targets, candidates.unitRows(), size, count);
    }

    /** The classes of this batch's cross-entropy; equal vectors are one class. */
    private final class Candidates {
        private final List<float[]> rows = new ArrayList<>();
        private final Map<String, Integer> places = new LinkedHashMap<>();

        Candidates() {
            classes.forEach(c -> indexOf(c.attributes()));
        }

        int indexOf(float[] vector) {
            return places.computeIfAbsent(Arrays.toString(vector), v -> {
                rows.add(vector);
                return rows.size() - 1;
            });
        }

        float[] unitRows() {
            float[] all = new float[rows.size() * attributes];
            for (int r = 0; r < rows.size(); r++) {
                float[] row = rows.get(r);
                double sum = 0;
                for (float v : row) {
                    sum += v * v;
                }
                for (int a = 0; a < attributes; a++) {
                    all[r * attributes + a] = (float) (row[a] / Math.sqrt(sum));
                }
            }
            return all;
        }
    }
}
