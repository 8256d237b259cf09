package io.zerostream.bench.internal;

import io.zerostream.bench.ratio.Ratio;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** JPEG to pixels of the network's size, on one core, beside Java's own classes. */
public final class DecodeSuite implements Suite {
    private static final Duration EACH = Duration.ofSeconds(3);
    private static final int[][] SIZES = {{480, 640}, {1080, 1920}};
    private static final int[] SIDES = {224, 448};

    @Override
    public void run(Consumer<Ratio> found) throws Exception {
        ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());
        for (int[] size : SIZES) {
            byte[] jpeg = PlainDecode.jpeg(size[0], size[1]);
            for (int side : SIDES) {
                double[] ms = Interleaved.medians(
                        EACH,
                        () -> Sink.take(preprocessor.decode(jpeg, side, side)),
                        () -> Sink.take(PlainDecode.decode(jpeg, side, side)));
                String name = String.format(
                        Locale.ROOT, "decode %d×%d to %d, %.0f pictures/s/core", size[1], size[0], side, 1000 / ms[0]);
                found.accept(Ratio.faster(name, ms[0], ms[1], "ImageIO and java.awt", 1));
            }
        }
    }
}
