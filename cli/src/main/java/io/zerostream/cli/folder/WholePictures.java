package io.zerostream.cli.folder;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import org.jspecify.annotations.Nullable;

/** Tells a whole picture from a piece of one, for files that are being written: by decoding it to its end. */
final class WholePictures {
    /** Pixels; what is decoded is not looked at. */
    private static final int SIDE = 32;

    private final int maxBytes;
    /** Made when first needed: it loads native libraries. */
    private @Nullable ImagePreprocessor decoder;

    /** @param maxBytes of a picture */
    WholePictures(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    boolean isWhole(byte[] content) {
        if (decoder == null) {
            decoder = new ImagePreprocessor(
                    new ImageLimits(maxBytes, ImageLimits.defaults().maxPixels()));
        }
        try {
            decoder.decode(content, SIDE, SIDE);
            return true;
        } catch (ImageRejectedException e) {
            // what is whole and refused for another reason is as little to be sent
            return false;
        }
    }
}
