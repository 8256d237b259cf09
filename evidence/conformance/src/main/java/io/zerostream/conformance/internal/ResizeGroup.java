package io.zerostream.conformance.internal;

import io.zerostream.model.image.ImageInput;
import io.zerostream.model.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;

/** From decoded pixels to the network's input: squashed exactly as the reference does, then normalised. */
public final class ResizeGroup implements Group {
    private static final double NORMALISED = 1e-6;

    @Override
    public void run(Path folder, Cases cases) throws IOException {
        for (Path file : Npz.files(folder, "", ".npz")) {
            String name = Npz.stem(file);
            cases.attempt(name, () -> run(name, Npz.read(file), cases));
        }
    }

    private static void run(String name, Npz file, Cases cases) {
        NpyArray image = file.get("image");
        NpyArray expected = file.get("resized");
        RgbImage resized =
                new RgbImage(image.size(0), image.size(1), image.bytes()).resize(expected.size(0), expected.size(1));
        cases.same(name + ": resized", unsigned(resized.pixels()), expected.toLongs());
        ImageInput input = ImageInput.imageNet(resized.height(), resized.width());
        cases.close(name + ": normalised", normalised(resized.pixels(), input), file.get("normalised"), NORMALISED);
    }

    private static long[] unsigned(byte[] bytes) {
        long[] values = new long[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] & 0xff;
        }
        return values;
    }

    /** (h,w,3) uint8 to (3,h,w) by the mean and deviation that a manifest gives the network. */
    private static float[] normalised(byte[] pixels, ImageInput input) {
        int plane = input.height() * input.width();
        float[] values = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i % 3;
            values[channel * plane + i / 3] =
                    ((pixels[i] & 0xff) / 255f - input.mean()[channel]) / input.std()[channel];
        }
        return values;
    }
}
