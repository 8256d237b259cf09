package io.zerostream.trainer.data;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.image.RgbImage;
import io.zerostream.trainer.TrainerException;
import java.io.IOException;

/**
 * Opens pictures of a data set, one a call, whole and squashed to a size; every pixel counts (no quick decoding). Boxes are
 * not applied: published zero-shot figures are about whole pictures. Thread-safe.
 */
public final class PictureReader {
    private final ImagePreprocessor preprocessor = ImagePreprocessor.exact(ImageLimits.defaults());
    private final int height;
    private final int width;

    /**
     * @param height rows of what is handed out
     * @param width columns of what is handed out
     */
    public PictureReader(int height, int width) {
        this.height = height;
        this.width = width;
    }

    /**
     * Reads, decodes and squashes.
     *
     * @return uint8 RGB, height × width
     * @throws TrainerException when the picture is absent or cannot be decoded, naming it
     */
    public RgbImage read(LabelledPicture picture) {
        try {
            return preprocessor.decode(picture.content().read(), height, width);
        } catch (IOException | ImageRejectedException e) {
            throw new TrainerException(
                    "picture " + picture.path() + " cannot be used (" + e.getMessage()
                            + "); './zerostream data check' lists all such pictures",
                    e);
        }
    }
}
