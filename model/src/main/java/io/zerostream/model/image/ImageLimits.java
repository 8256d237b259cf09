package io.zerostream.model.image;

import io.zerostream.model.ModelException;
import java.time.Duration;

/**
 * What is refused before anything is decoded, and what a decode may take.
 *
 * @param maxBytes largest encoded picture, bytes
 * @param maxPixels largest width × height that a header may announce
 * @param maxMemory what all decodes of the process may hold together, bytes by an estimate from the headers, on the heap
 *     and outside of it. A decode waits for the others; a picture that alone needs more is refused. Where half of the
 *     JVM's heap is less, that counts
 * @param maxWork samples that a decoder may go through for one picture: for a JPEG the sum over its scans
 * @param maxTime how long ImageIO may decode one picture before it is abandoned; libjpeg-turbo and libwebp, which cannot
 *     be stopped, are bounded by the work and the pixels
 */
public record ImageLimits(long maxBytes, long maxPixels, long maxMemory, long maxWork, Duration maxTime) {
    private static final long MAX_MEMORY = 256L << 20;
    /** A progressive JPEG of 50 megapixels and full colour, as encoders write it, takes 700 million. */
    private static final long MAX_WORK = 1_000_000_000;

    private static final Duration MAX_TIME = Duration.ofSeconds(30);

    /** @throws ModelException unless all are above 0 */
    public ImageLimits {
        if (maxBytes < 1 || maxPixels < 1) {
            throw new ModelException(
                    "image limits must be above 0, not " + maxBytes + " bytes, " + maxPixels + " pixels");
        }
        if (maxMemory < 1 || maxWork < 1 || maxTime.isZero() || maxTime.isNegative()) {
            throw new ModelException("image limits must be above 0, not " + maxMemory + " bytes of memory, " + maxWork
                    + " samples, " + maxTime);
        }
    }

    /** Memory, work and time as {@link #defaults()} have them. */
    public ImageLimits(long maxBytes, long maxPixels) {
        this(maxBytes, maxPixels, MAX_MEMORY, MAX_WORK, MAX_TIME);
    }

    /** 15 MiB and 50 megapixels; 256 MiB of memory, a billion samples, 30 seconds. */
    public static ImageLimits defaults() {
        return new ImageLimits(15L * 1024 * 1024, 50_000_000);
    }

    /** The same with another {@link #maxMemory()}. */
    public ImageLimits withMemory(long bytes) {
        return new ImageLimits(maxBytes, maxPixels, bytes, maxWork, maxTime);
    }
}
