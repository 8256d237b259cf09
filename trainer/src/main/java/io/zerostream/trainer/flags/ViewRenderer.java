package io.zerostream.trainer.flags;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes one picture of a drawing by looking up, for every pixel, the point of the cloth behind it (inverse mapping).
 * Thread-safe; the same arguments give the same bytes.
 */
public final class ViewRenderer {
    private final ViewSettings settings;

    public ViewRenderer(ViewSettings settings) {
        this.settings = settings;
    }

    /**
     * Renders a view.
     *
     * @param drawing the flag, or null for a picture of the background alone
     * @param seed decides everything that is left to chance
     * @return uint8 RGB, height × width × 3
     */
    public byte[] render(@Nullable Pyramid drawing, long seed, int height, int width) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] rgb = new float[height * width * 3];
        Backdrop.paint(rgb, height, width, random);
        Pose pose = new Pose(settings, random);
        if (drawing != null) {
            hang(drawing, pose, rgb, height, width);
        }
        return Lens.expose(rgb, height, width, settings, random);
    }

    private static void hang(Pyramid drawing, Pose pose, float[] rgb, int height, int width) {
        int level = drawing.levelFor(pose.scale() * height);
        double unit = 2.0 / height;
        // a pixel's reach in flag coordinates: over it the edge of the cloth fades into the background
        float pixelsPerUnit = (float) (pose.scale() / unit);
        float[] place = new float[3];
        float[] colour = new float[3];
        for (int row = 0; row < height; row++) {
            double pictureY = (row + 0.5) * unit - 1;
            for (int column = 0; column < width; column++) {
                double pictureX = (column + 0.5 - width * 0.5) * unit;
                if (!pose.locate(pictureX, pictureY, place)) {
                    continue;
                }
                float insideX = (Pose.ASPECT - Math.abs(place[0])) * pixelsPerUnit + 0.5f;
                float insideY = (1 - Math.abs(place[1])) * pixelsPerUnit + 0.5f;
                float cover = Math.min(1, Math.min(insideX, insideY));
                if (cover <= 0) {
                    continue;
                }
                drawing.sample(level, place[0] * (0.5f / Pose.ASPECT) + 0.5f, place[1] * 0.5f + 0.5f, colour);
                int at = (row * width + column) * 3;
                for (int c = 0; c < 3; c++) {
                    rgb[at + c] += cover * (colour[c] * place[2] - rgb[at + c]);
                }
            }
        }
    }
}
