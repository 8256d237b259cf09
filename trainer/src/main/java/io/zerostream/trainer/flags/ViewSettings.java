package io.zerostream.trainer.flags;

/**
 * How far made-up views may go. Every value is an upper end; each view draws its own up to it.
 *
 * @param minScale least height of the flag as a share of the picture's height, before turning
 * @param maxScale greatest; above 1 the flag may be cropped
 * @param maxShift how far the middle of the flag may leave the middle of the picture, as a share of its half height
 * @param maxTurn greatest rotation in the picture plane, degrees
 * @param maxTilt greatest rotation out of the picture plane about either axis, degrees
 * @param wave greatest height of a fold, as a share of the flag's half height
 * @param shade greatest darkening or brightening by a fold, share
 * @param light greatest change of brightness and contrast, share; gamma goes from 1/(1+light) to 1+light
 * @param cast greatest change of one colour channel against the others, share
 * @param noise greatest standard deviation of the pixel noise, share of full scale
 * @param blur greatest standard deviation of the blur, share of the picture's height
 */
public record ViewSettings(
        double minScale,
        double maxScale,
        double maxShift,
        double maxTurn,
        double maxTilt,
        double wave,
        double shade,
        double light,
        double cast,
        double noise,
        double blur) {

    public ViewSettings {
        if (minScale <= 0 || maxScale < minScale || maxScale > 4) {
            throw new IllegalArgumentException(
                    "views.minScale and views.maxScale must satisfy 0 < min <= max <= 4, not " + minScale + ", "
                            + maxScale);
        }
        requireRange("maxShift", maxShift, 2);
        requireRange("maxTurn", maxTurn, 180);
        requireRange("maxTilt", maxTilt, 80);
        requireRange("wave", wave, 1);
        requireRange("shade", shade, 1);
        requireRange("light", light, 2);
        requireRange("cast", cast, 1);
        requireRange("noise", noise, 1);
        requireRange("blur", blur, 0.2);
    }

    /** Views that a person still recognises; what the bundled checkpoint was trained and tested on. */
    public static ViewSettings standard() {
        return new ViewSettings(0.5, 0.85, 0.16, 12, 32, 0.13, 0.28, 0.3, 0.1, 0.05, 0.012);
    }

    private static void requireRange(String key, double value, double max) {
        if (!(value >= 0 && value <= max)) {
            throw new IllegalArgumentException("views." + key + " must be in [0, " + max + "], not " + value);
        }
    }
}
