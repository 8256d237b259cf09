package io.zerostream.model;

/**
 * What is refused before anything is decoded.
 *
 * @param maxBytes largest encoded picture, bytes
 * @param maxPixels largest width × height that a header may announce
 */
public record ImageLimits(long maxBytes, long maxPixels) {
    /** @throws ModelException unless both are above 0 */
    public ImageLimits {
        if (maxBytes < 1 || maxPixels < 1) {
            throw new ModelException(
                    "image limits must be above 0, not " + maxBytes + " bytes, " + maxPixels + " pixels");
        }
    }

    /** 15 MiB and 50 megapixels. */
    public static ImageLimits defaults() {
        return new ImageLimits(15L * 1024 * 1024, 50_000_000);
    }
}
