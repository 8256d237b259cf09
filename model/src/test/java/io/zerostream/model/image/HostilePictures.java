package io.zerostream.model.image;

import java.util.Arrays;
import java.util.Random;

/**
 * Damages JPEG files in many ways and decodes them with both decoders. A program of its own, for a native decoder that
 * goes wrong takes its process with it. Exit code 0: each file was decoded by both, or refused by both.
 */
final class HostilePictures {
    private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 1 << 20);

    private HostilePictures() {}

    public static void main(String[] args) {
        int files = Integer.parseInt(args[0]);
        ImagePreprocessor turbo = new ImagePreprocessor(LIMITS, true, JpegDecoder.choose("auto"));
        ImagePreprocessor quick = new ImagePreprocessor(LIMITS, false, JpegDecoder.choose("auto"));
        ImagePreprocessor plain = new ImagePreprocessor(LIMITS, true, JpegDecoder.choose("imageio"));
        byte[][] good = {
            JpegFiles.colour(96, 64, false),
            JpegFiles.colour(75, 53, true),
            JpegFiles.grey(64, 64),
            JpegFiles.inks(40, 30, 0),
            JpegFiles.inks(40, 30, 2)
        };
        Random random = new Random(11);
        int decoded = 0;
        int disagreed = 0;
        for (int i = 0; i < files; i++) {
            byte[] bad = damaged(good[i % good.length], random);
            boolean taken = decodes(turbo, bad);
            decodes(quick, bad);
            decoded += taken ? 1 : 0;
            if (taken != decodes(plain, bad)) {
                disagreed++;
            }
        }
        System.out.println(files + " files, " + decoded + " decoded, " + disagreed + " disagreed about");
        System.exit(disagreed == 0 ? 0 : 1);
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = good.clone();
        switch (random.nextInt(4)) {
            case 0 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            case 1 -> bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                for (int k = 0; k < 1 + random.nextInt(8); k++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
            }
            // tables, frame and scan headers stand in the first bytes: that is where it hurts
            default -> bad[random.nextInt(Math.min(650, bad.length))] = (byte) random.nextInt();
        }
        return bad;
    }

    private static boolean decodes(ImagePreprocessor preprocessor, byte[] bad) {
        try {
            return preprocessor.decode(bad, 16, 16).pixels().length == 16 * 16 * 3;
        } catch (ImageRejectedException e) {
            return false;
        }
    }
}
