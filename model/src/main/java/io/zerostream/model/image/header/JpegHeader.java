package io.zerostream.model.image.header;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * What stands in a JPEG before its first scan. Only ordinary files have a header here: whoever finds none leaves the file
 * to ImageIO, which knows more of them and says what is wrong with the rest.
 *
 * @param width columns
 * @param height rows
 * @param components 1: grey; 3: what every decoder takes for YCbCr; 4: inks, inverted
 */
public record JpegHeader(int width, int height, int components) {
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP2 = 0xe2;
    private static final int APP14 = 0xee;
    /** Baseline, extended, progressive: the three that are met outside of museums. */
    private static final int LAST_FRAME = 0xc2;
    /** What an Adobe marker says of four components. */
    private static final int CMYK = 0;

    private static final int YCCK = 2;
    private static final int INKS = 4;

    /**
     * Reads the header.
     *
     * @return empty for anything unusual: damage, no end marker, other frames, 12 bits, inks, colours that decoders guess
     */
    public static Optional<JpegHeader> of(byte[] jpeg) {
        Segments at = new Segments(jpeg);
        boolean jfif = false;
        int adobe = -1;
        int frame = -1;
        while (at.next()) {
            if (at.marker == SOS) {
                boolean whole = frame >= 0 && endsAfter(jpeg, at.start);
                return whole ? frame(jpeg, frame, jfif, adobe) : Optional.empty();
            } else if (at.marker == APP0 && at.says("JFIF\0")) {
                jfif = true;
            } else if (at.isAdobe()) {
                adobe = at.adobe();
            } else if (at.isFrame()) {
                if (frame >= 0 || at.marker > LAST_FRAME || at.length < 6 + 3 * (jpeg[at.start + 5] & 0xff)) {
                    return Optional.empty();
                }
                frame = at.start;
            }
        }
        return Optional.empty();
    }

    /** Whether an Adobe marker says how four components are inks. Without one some decoders invert them, others do not. */
    public static boolean tellsInks(byte[] jpeg) {
        int adobe = adobe(jpeg);
        return adobe == CMYK || adobe == YCCK;
    }

    /** Whether four components are YCCK. */
    public static boolean isYcck(byte[] jpeg) {
        return adobe(jpeg) == YCCK;
    }

    /** What the last Adobe marker before the first scan says of colours; -1 = there is none. */
    private static int adobe(byte[] jpeg) {
        int adobe = -1;
        Segments at = new Segments(jpeg);
        while (at.next() && at.marker != SOS) {
            if (at.isAdobe()) {
                adobe = at.adobe();
            }
        }
        return adobe;
    }

    /**
     * The file without its colour profile. Profiles are not applied, as Pillow does not apply them; ImageIO would, slowly.
     *
     * @return the same array when there is no profile
     */
    static byte[] withoutProfile(byte[] jpeg) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int copied = 0;
        Segments at = new Segments(jpeg);
        while (at.next() && at.marker != SOS) {
            if (at.marker == APP2 && at.says("ICC_PROFILE\0")) {
                out.write(jpeg, copied, at.start - 4 - copied);
                copied = at.start + at.length;
            }
        }
        if (copied == 0) {
            return jpeg;
        }
        out.write(jpeg, copied, jpeg.length - copied);
        return out.toByteArray();
    }

    /** A scan that breaks off is filled with grey; that there is an end marker tells most whole files from cut ones. */
    private static boolean endsAfter(byte[] jpeg, int from) {
        for (int i = jpeg.length - 2; i >= from; i--) {
            if (jpeg[i] == (byte) 0xff && (jpeg[i + 1] & 0xff) == EOI) {
                return true;
            }
        }
        return false;
    }

    private static Optional<JpegHeader> frame(byte[] jpeg, int at, boolean jfif, int adobe) {
        int bits = jpeg[at];
        int height = uint16(jpeg, at + 1);
        int width = uint16(jpeg, at + 3);
        int components = jpeg[at + 5];
        boolean yCbCr = components == 3 && (adobe < 0 ? jfif || thinsColour(jpeg, at + 6) : adobe == 1);
        boolean inks = components == INKS && (adobe == CMYK || adobe == YCCK);
        if (bits != 8 || width == 0 || height == 0 || (components != 1 && !yCbCr && !inks)) {
            return Optional.empty();
        }
        return Optional.of(new JpegHeader(width, height, components));
    }

    /** Without a marker that says so, decoders agree on YCbCr only for the usual names and coarser colour. */
    private static boolean thinsColour(byte[] jpeg, int at) {
        int luma = jpeg[at + 1];
        return jpeg[at] == 1
                && jpeg[at + 3] == 2
                && jpeg[at + 6] == 3
                && luma != 0x11
                && jpeg[at + 4] == 0x11
                && jpeg[at + 7] == 0x11;
    }

    private static int uint16(byte[] jpeg, int at) {
        return (jpeg[at] & 0xff) * 256 + (jpeg[at + 1] & 0xff);
    }

    /** Walks from segment to segment; stops at anything that is none. */
    private static final class Segments {
        private final byte[] jpeg;
        private int marker = SOI;
        /** First byte after marker and length. */
        private int start = 2;

        private int length;

        Segments(byte[] jpeg) {
            this.jpeg = jpeg;
        }

        boolean next() {
            int at = start + length;
            if (at + 4 > jpeg.length || jpeg[at] != (byte) 0xff) {
                return false;
            }
            marker = jpeg[at + 1] & 0xff;
            length = uint16(jpeg, at + 2) - 2;
            start = at + 4;
            boolean alone = marker <= 1 || (marker >= 0xd0 && marker <= EOI) || marker == 0xff;
            return !alone && length >= 0 && start + length <= jpeg.length;
        }

        boolean isFrame() {
            return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        }

        boolean isAdobe() {
            return marker == APP14 && says("Adobe") && length >= 12;
        }

        /** What it says of colours. */
        int adobe() {
            return jpeg[start + 11] & 0xff;
        }

        boolean says(String name) {
            byte[] wanted = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            return length >= wanted.length
                    && Arrays.equals(jpeg, start, start + wanted.length, wanted, 0, wanted.length);
        }
    }
}
