package io.zerostream.model.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Abandons a decode by ImageIO that takes too long. It needs no thread: a reader that works either finishes rows or reads
 * on, and is stopped at the next of them, by {@link ImageReader#abort} or by an error of its input.
 */
final class Watchdog implements IIOReadProgressListener {
    private final LongSupplier nanos;
    private final long started;
    private final long limit;

    /**
     * From now on.
     *
     * @param nanos a clock as {@link System#nanoTime}
     * @param limit nanoseconds
     */
    public Watchdog(LongSupplier nanos, long limit) {
        this.nanos = nanos;
        this.started = nanos.getAsLong();
        this.limit = limit;
    }

    /** Whether the time is over. */
    public boolean expired() {
        return nanos.getAsLong() - started > limit;
    }

    /** The same bytes, until the time is over. */
    public MemoryCacheImageInputStream watch(InputStream in) {
        return new MemoryCacheImageInputStream(in) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                if (expired()) {
                    throw new IOException("it takes too long to decode");
                }
                return super.read(into, from, length);
            }
        };
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        if (expired()) {
            source.abort();
        }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
}
