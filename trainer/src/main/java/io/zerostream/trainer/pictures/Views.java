package io.zerostream.trainer.pictures;

import io.zerostream.trainer.internal.Checks;

/**
 * How training pictures are varied. Pictures are kept decoded at {@code storedSize} and cut from there.
 *
 * @param storedSize height and width at which a picture is kept, squashed, pixels; best 1 to 1.5 times the input size, as
 *     the cut is scaled without another filter
 * @param leastArea least share of the picture's area that a cut shows, in (0, 1]; 1 = always all of it
 * @param stretch largest factor between the cut's sides, at least 1
 * @param flip whether half the pictures are mirrored left to right
 * @param colour how far brightness, contrast and the channels go: factors in 1 ± colour, in [0, 1)
 */
public record Views(int storedSize, double leastArea, double stretch, boolean flip, double colour) {
    public Views {
        Checks.require(storedSize >= 16 && storedSize <= 1024, "views.storedSize", "must be in [16, 1024]", storedSize);
        Checks.require(leastArea > 0 && leastArea <= 1, "views.leastArea", "must be in (0, 1]", leastArea);
        Checks.require(stretch >= 1 && stretch <= 4, "views.stretch", "must be in [1, 4]", stretch);
        Checks.require(colour >= 0 && colour < 1, "views.colour", "must be in [0, 1)", colour);
    }

    /** As published: whole pictures, half of them mirrored. */
    public static Views published(int size) {
        return new Views(size, 1, 1, true, 0);
    }
}
