package io.zerostream.job.internal.models;

import io.zerostream.job.internal.DeviceException;
import io.zerostream.model.ModelException;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.inference.ZeroShotModel;
import java.util.Random;

/**
 * The first pictures of a model: a black one and one of noise, twice, before anybody is served. Kernels are chosen and
 * memory pools filled on the way; and a network whose weights are broken shows it here.
 */
public final class Probe {
    private static final int PICTURES = 2;
    private static final int TIMES = 2;
    private static final long NOISE = 20260101;

    private Probe() {}

    /**
     * Puts the probe pictures through the model.
     *
     * @throws ModelException when an answer has the wrong length, is not finite, is nothing but zeros
     * @throws DeviceException when there is no answer
     */
    public static void check(ZeroShotModel model) {
        ImageInput input = model.input();
        byte[] pixels = new byte[PICTURES * input.bytes()];
        byte[] noise = new byte[input.bytes()];
        new Random(NOISE).nextBytes(noise);
        System.arraycopy(noise, 0, pixels, input.bytes(), noise.length);
        for (int i = 0; i < TIMES; i++) {
            check(model, answer(model, pixels));
        }
    }

    private static float[] answer(ZeroShotModel model, byte[] pixels) {
        try {
            return model.embed(pixels, PICTURES);
        } catch (RuntimeException e) {
            throw new DeviceException(
                    "the device fails on " + PICTURES + " probe pictures of model "
                            + model.manifest().name() + ' ' + model.manifest().version()
                            + ": it is sick, or has no room ("
                            + e + ")",
                    e);
        }
    }

    private static void check(ZeroShotModel model, float[] vectors) {
        int a = model.space().size();
        if (vectors.length != PICTURES * a) {
            throw new ModelException("the network gives " + vectors.length / PICTURES
                    + " values a picture, but its space '" + model.space().name() + "' has " + a + " attributes");
        }
        for (int picture = 0; picture < PICTURES; picture++) {
            float largest = 0;
            for (int j = 0; j < a; j++) {
                float value = vectors[picture * a + j];
                if (!Float.isFinite(value)) {
                    throw new ModelException("the network answers a probe picture with " + value + " for attribute '"
                            + model.space().attributes().get(j)
                            + "': its weights are broken, train or export it again");
                }
                largest = Math.max(largest, Math.abs(value));
            }
            if (largest == 0) {
                throw new ModelException(
                        "the network answers a probe picture with nothing but zeros: its weights are missing or broken");
            }
        }
    }
}
