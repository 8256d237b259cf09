package io.zerostream.bench.load;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.matching.ClassScorer;
import java.time.Duration;
import java.util.List;

/** The network and the match in a loop, on decoded pictures in memory, one thread: what no pipeline can exceed. */
final class BareInference {
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private final ZeroShotModel model;
    private final byte[] pixels;
    private final int batch;

    /**
     * Decodes pictures for one batch.
     *
     * @param model stays its owner's
     * @param batch pictures at a time
     */
    BareInference(ZeroShotModel model, int batch) throws ImageRejectedException {
        this.model = model;
        this.batch = batch;
        int each = model.input().bytes();
        pixels = new byte[batch * each];
        List<byte[]> jpegs = Load.jpegs();
        ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());
        for (int i = 0; i < batch; i++) {
            byte[] one = preprocessor
                    .decode(
                            jpegs.get(i % jpegs.size()),
                            model.input().height(),
                            model.input().width())
                    .pixels();
            System.arraycopy(one, 0, pixels, i * each, each);
        }
    }

    /** Pictures a second, measured for a time after a second of warming up. */
    double rate(ClassScorer scorer, Duration time) {
        repeat(scorer, WARM_UP);
        long start = System.nanoTime();
        long batches = repeat(scorer, time);
        return batches * batch / ((System.nanoTime() - start) / 1e9);
    }

    private long repeat(ClassScorer scorer, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long batches = 0;
        long matched = 0;
        while (System.nanoTime() < end) {
            matched += scorer.match(model.embed(pixels, batch), batch).size();
            batches++;
        }
        if (matched != batches * batch) {
            throw new IllegalStateException(matched + " matches for " + batches + " batches of " + batch);
        }
        return batches;
    }
}
