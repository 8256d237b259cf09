package io.zerostream.bench;

import io.zerostream.bench.internal.PlainDecode;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.image.RgbImage;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** JPEG to pixels of the network's size on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
    /** Columns × rows of the file. */
    @Param({"640x480", "1920x1080"})
    public String size = "";

    /** Rows and columns of the result. */
    @Param({"224", "448"})
    public int side;

    private final ImagePreprocessor quick = new ImagePreprocessor(ImageLimits.defaults());
    private final ImagePreprocessor exact = ImagePreprocessor.exact(ImageLimits.defaults());
    private byte[] jpeg = new byte[0];

    /** Draws the picture. */
    @Setup
    public void prepare() throws IOException {
        int x = size.indexOf('x');
        jpeg = PlainDecode.jpeg(Integer.parseInt(size.substring(x + 1)), Integer.parseInt(size.substring(0, x)));
    }

    /** As the job decodes. */
    @Benchmark
    public RgbImage decode() throws ImageRejectedException {
        return quick.decode(jpeg, side, side);
    }

    /** As training decodes. */
    @Benchmark
    public RgbImage decodeExact() throws ImageRejectedException {
        return exact.decode(jpeg, side, side);
    }

    /** Baseline: ImageIO and java.awt. */
    @Benchmark
    public byte[] baselinePlain() throws IOException {
        return PlainDecode.decode(jpeg, side, side);
    }
}
