package io.zerostream.faults;

import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.ViewSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Small JPEGs of flags by number, from 0 on; every hundredth is broken. Every third source shows one picture for a while,
 * then another, so that classes appear before it and leave; the others show another one each time. Always the same. Any
 * thread.
 */
final class FlagPictures {
    private static final int SIZE = 48;
    private static final float QUALITY = 0.8f;
    private static final int DIFFERENT = 64;
    private static final int BROKEN_ONE_IN = 100;
    private static final int STEADY_ONE_IN = 3;
    /** Pictures of a steady source that are the same: enough for its class to appear and for the one before to leave. */
    private static final int STRETCH = 12;
    /** From a steady source's picture to its next: no factor of the number of pictures, so that all have their turn. */
    private static final int STEP = 5;

    private final List<byte[]> pictures = new ArrayList<>();

    FlagPictures() {
        FlagViews views = new FlagViews(ViewSettings.standard());
        List<FlagClass> flags = FlagsDataSet.load().classes();
        for (int i = 0; i < DIFFERENT; i++) {
            pictures.add(views.jpeg(flags.get(i % flags.size()).code(), i, SIZE, SIZE, QUALITY));
        }
    }

    /** Picture of that number. */
    byte[] of(long number) {
        byte[] picture = pictures.get((int) (shown(number) % pictures.size()));
        boolean broken = number % BROKEN_ONE_IN == BROKEN_ONE_IN - 1;
        return broken ? Arrays.copyOf(picture, picture.length / 3) : picture;
    }

    private static long shown(long number) {
        long source = number % PictureLoad.SOURCES;
        if (source % STEADY_ONE_IN != 0) {
            return number;
        }
        long stretch = number / PictureLoad.SOURCES / STRETCH;
        return source + stretch * STEP;
    }

    /** How many of the first so many are broken. */
    static long brokenOf(long pictures) {
        return pictures / BROKEN_ONE_IN;
    }
}
