package io.zerostream.cameras.run;

import io.zerostream.cameras.stream.Frame;
import io.zerostream.cameras.stream.Region;
import io.zerostream.cameras.stream.StreamException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the scene is another than on the last frame that was sent. Compares the colours of areas, so that the noise of a
 * sensor averages out, less what all of them changed by, so that a lamp or the camera's own exposure is no change. Not
 * thread-safe.
 */
final class ChangeDetector {
    /** Areas of a frame: fine enough for a hand at the far end of a room, coarse enough against noise. */
    private static final int COLUMNS = 64;

    private static final int ROWS = 48;

    /** Difference of an area in one colour, of 255, that is no noise of a sensor or of a codec. */
    private static final int NOISE = 12;

    private static final int COLOURS = 3;

    private final Region region;
    private final double share;
    private byte @Nullable [] sent;
    private byte @Nullable [] seen;

    /**
     * @param region that is looked at
     * @param share of its area that must be different, 0 to 1; 0 = every frame counts as changed
     */
    ChangeDetector(Region region, double share) {
        this.region = region;
        this.share = share;
    }

    /** Looks at a frame. */
    boolean changed(Frame frame) throws StreamException {
        return share == 0 || difference(frame) >= share;
    }

    /** Share of the areas of a frame that differ from what was sent last, 0 to 1; 1 when nothing was. */
    double difference(Frame frame) throws StreamException {
        byte[] now = frame.areas(region, COLUMNS, ROWS);
        seen = now;
        return sent == null ? 1 : different(sent, now);
    }

    /** What was looked at last is sent. */
    void sent() {
        sent = seen;
    }

    /** Share of the areas that are different, 0 to 1. */
    private static double different(byte[] before, byte[] now) {
        int areas = now.length / COLOURS;
        boolean[] different = new boolean[areas];
        for (int colour = 0; colour < COLOURS; colour++) {
            int all = median(before, now, colour);
            for (int area = 0; area < areas; area++) {
                different[area] |= Math.abs(step(before, now, area * COLOURS + colour) - all) > NOISE;
            }
        }
        int count = 0;
        for (boolean one : different) {
            count += one ? 1 : 0;
        }
        return (double) count / areas;
    }

    private static int step(byte[] before, byte[] now, int at) {
        return (now[at] & 255) - (before[at] & 255);
    }

    /** Not the mean: that something large came in is no change of light. */
    private static int median(byte[] before, byte[] now, int colour) {
        int[] counts = new int[2 * 255 + 1];
        int total = 0;
        for (int at = colour; at < now.length; at += COLOURS) {
            counts[step(before, now, at) + 255]++;
            total++;
        }
        int below = 0;
        int index = -1;
        while (2 * below < total) {
            below += counts[++index];
        }
        return index - 255;
    }
}
