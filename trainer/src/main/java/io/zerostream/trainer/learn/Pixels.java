package io.zerostream.trainer.learn;

import io.zerostream.model.image.ImageInput;

/** From picture bytes to what a network takes. */
public final class Pixels {
    private Pixels() {}

    /**
     * (value/255 - mean) / std, and from height × width × 3 to 3 × height × width.
     *
     * @param rgb uint8, height × width × 3
     * @param out receives the numbers
     * @param at where in {@code out} the picture begins
     */
    public static void normalise(byte[] rgb, ImageInput input, float[] out, int at) {
        int pixels = input.height() * input.width();
        for (int c = 0; c < 3; c++) {
            float factor = 1 / (255 * input.std()[c]);
            float shift = input.mean()[c] / input.std()[c];
            int plane = at + c * pixels;
            for (int p = 0; p < pixels; p++) {
                out[plane + p] = (rgb[3 * p + c] & 0xff) * factor - shift;
            }
        }
    }
}
