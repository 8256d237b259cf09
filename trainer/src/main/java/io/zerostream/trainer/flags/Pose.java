package io.zerostream.trainer.flags;

import java.util.random.RandomGenerator;

/**
 * Where a flag is in a picture: a plane turned in space, seen in perspective, with two folds running through it.
 *
 * <p>Picture coordinates (X, Y) have their origin in the middle and Y in [-1,1] from top to bottom; flag coordinates
 * (x, y) likewise with x in [-4/3, 4/3]. With R = Rz(turn)·Ry(yaw)·Rx(pitch), scale s and distance d the plane maps by
 * w = 1 + (s/d)(r31 x + r32 y), X = s(r11 x + r12 y)/w + tx, Y = s(r21 x + r22 y)/w + ty. Sampling needs the inverse.
 */
final class Pose {
    /** Half width of a flag whose half height is 1. */
    static final float ASPECT = 4 / 3f;

    private static final double DISTANCE = 3.2;
    private static final int FOLDS = 2;

    /** Inverse of the map above, row-major 3×3, from (X - tx, Y - ty, 1). */
    private final double[] inverse;

    private final double shiftX;
    private final double shiftY;
    private final double scale;
    private final float[] foldX = new float[FOLDS];
    private final float[] foldY = new float[FOLDS];
    private final float[] foldPhase = new float[FOLDS];
    private final float[] foldHeight = new float[FOLDS];
    private final float shade;

    /** Draws a pose. */
    Pose(ViewSettings settings, RandomGenerator random) {
        scale = settings.minScale() + random.nextDouble() * (settings.maxScale() - settings.minScale());
        double turn = Math.toRadians(settings.maxTurn()) * signed(random);
        double yaw = Math.toRadians(settings.maxTilt()) * signed(random);
        double pitch = Math.toRadians(settings.maxTilt()) * signed(random);
        shiftX = settings.maxShift() * signed(random) * ASPECT;
        shiftY = settings.maxShift() * signed(random);
        inverse = invert(forward(turn, yaw, pitch));
        for (int i = 0; i < FOLDS; i++) {
            double waves = 0.6 + 1.4 * random.nextDouble();
            double direction = 0.7 * signed(random);
            foldX[i] = (float) (waves * Math.cos(direction) / (2 * ASPECT));
            foldY[i] = (float) (waves * Math.sin(direction) / (2 * ASPECT));
            foldPhase[i] = random.nextFloat();
            foldHeight[i] = (float) (settings.wave() * random.nextDouble() / (1 + i));
        }
        shade = (float) (settings.shade() * random.nextDouble());
    }

    private double[] forward(double turn, double yaw, double pitch) {
        double ct = Math.cos(turn);
        double st = Math.sin(turn);
        double cy = Math.cos(yaw);
        double sy = Math.sin(yaw);
        double cp = Math.cos(pitch);
        double sp = Math.sin(pitch);
        return new double[] {
            scale * ct * cy, scale * (ct * sy * sp - st * cp), 0,
            scale * st * cy, scale * (st * sy * sp + ct * cp), 0,
            -scale / DISTANCE * sy, scale / DISTANCE * cy * sp, 1
        };
    }

    /** Height of the flag as a share of the picture's height, before turning. */
    double scale() {
        return scale;
    }

    /**
     * Finds the flag point behind a picture point.
     *
     * @param out receives x and y before the folds, x and y on the unfolded cloth, and the brightness factor there
     * @return whether the plane is in front of the camera there
     */
    boolean locate(double pictureX, double pictureY, float[] out) {
        double px = pictureX - shiftX;
        double py = pictureY - shiftY;
        double w = inverse[6] * px + inverse[7] * py + inverse[8];
        if (w <= 1e-6) {
            return false;
        }
        float x = (float) ((inverse[0] * px + inverse[1] * py + inverse[2]) / w);
        float y = (float) ((inverse[3] * px + inverse[4] * py + inverse[5]) / w);
        // cloth is held at the hoist and moves more towards the fly
        float freedom = 0.65f + 0.35f * x / ASPECT;
        float dy = 0;
        float light = 0;
        for (int i = 0; i < FOLDS; i++) {
            float phase = foldX[i] * x + foldY[i] * y + foldPhase[i];
            dy += foldHeight[i] * Sine.of(phase);
            light += (i == 0 ? 0.7f : 0.3f) * Sine.of(phase + 0.25f);
        }
        out[0] = x;
        out[1] = y - dy * freedom;
        out[2] = 1 + shade * light * freedom;
        return true;
    }

    private static double signed(RandomGenerator random) {
        return 2 * random.nextDouble() - 1;
    }

    /** Inverse by the adjugate; the matrix of a plane that faces the camera is never singular. */
    private static double[] invert(double[] m) {
        double a = m[4] * m[8] - m[5] * m[7];
        double b = m[5] * m[6] - m[3] * m[8];
        double c = m[3] * m[7] - m[4] * m[6];
        double determinant = m[0] * a + m[1] * b + m[2] * c;
        double[] adjugate = {
            a, m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            b, m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            c, m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
        };
        for (int i = 0; i < adjugate.length; i++) {
            adjugate[i] /= determinant;
        }
        return adjugate;
    }
}
