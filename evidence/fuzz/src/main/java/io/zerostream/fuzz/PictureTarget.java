package io.zerostream.fuzz;

import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.image.RgbImage;
import java.util.List;

/** The header check and both ways to decode, as gateway, job and trainer use them. */
public final class PictureTarget implements FuzzTarget {
    private static final int SIDE = 16;
    /** Few enough pixels that every input is quick, also with the code that Jazzer adds to it. */
    private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 1 << 18);

    private final ImagePreprocessor quick = new ImagePreprocessor(LIMITS);
    private final ImagePreprocessor exact = ImagePreprocessor.exact(LIMITS);

    @Override
    public String name() {
        return "picture";
    }

    @Override
    public List<byte[]> seeds() throws Exception {
        return SeedPictures.all();
    }

    @Override
    public void run(byte[] input) {
        boolean checked = checks(input);
        boolean decoded = decodes(quick, input);
        decodes(exact, input);
        if (decoded && !checked) {
            throw new IllegalStateException("the check refuses what is decoded");
        }
    }

    private boolean checks(byte[] input) {
        try {
            return !quick.check(input).isEmpty();
        } catch (ImageRejectedException e) {
            return false;
        }
    }

    private static boolean decodes(ImagePreprocessor preprocessor, byte[] input) {
        try {
            RgbImage image = preprocessor.decode(input, SIDE, SIDE);
            return image.pixels().length == SIDE * SIDE * 3;
        } catch (ImageRejectedException e) {
            return false;
        }
    }
}
