package io.zerostream.model.image.header;

import java.io.IOException;

/**
 * The frame header of a JPEG, of whatever kind, and what its scans cost: decoders hold the coefficients of all components
 * as soon as there is more than one scan, and go through those of a scan's components for each scan, however few bytes it
 * has. Markers are found as libjpeg finds them: behind a segment, or behind a scan's data, whatever is none is passed over;
 * what follows the end marker, or a scan of all components that is the only one by the frame header, is not looked at.
 */
final class JpegScans {
    private static final int SOF0 = 0xc0;
    private static final int PROGRESSIVE = 0xc2;
    private static final int DHT = 0xc4;
    private static final int JPG = 0xc8;
    private static final int DAC = 0xcc;
    private static final int SOF15 = 0xcf;
    private static final int RST0 = 0xd0;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP1 = 0xe1;
    private static final int TEM = 1;
    private static final int MAX_COMPONENTS = 4;
    /** Encoders make about ten. */
    private static final int MAX_SCANS = 100;

    private static final int BLOCK = 8;
    private static final int COEFFICIENT_BYTES = 2;
    /** Rows of samples before and after their colours are put together, bytes for a column. */
    private static final int COLUMN_BYTES = 192;

    private final FileReader in;
    private int width;
    private int height;
    /** By component. */
    private int[] names = {};

    private long[] samples = {};
    private boolean many;
    private int scans;
    private long work;
    private Orientation orientation = Orientation.UPRIGHT;

    private JpegScans(byte[] jpeg) {
        in = new FileReader(jpeg, false);
    }

    /**
     * Goes through the file once.
     *
     * @throws IOException when it ends before a scan begins
     */
    static JpegScans of(byte[] jpeg) throws IOException {
        JpegScans scans = new JpegScans(jpeg);
        scans.read(jpeg);
        if (scans.samples.length == 0) {
            throw new IOException("it has no frame header");
        }
        if (scans.samples.length == MAX_COMPONENTS && !JpegHeader.tellsInks(jpeg)) {
            throw new IOException(
                    "it is in CMYK, the inks of a print, and has no Adobe marker that says how: store it as RGB");
        }
        return scans;
    }

    private void read(byte[] jpeg) throws IOException {
        int at = 2;
        while (true) {
            int marker = marker(jpeg, at);
            if (marker + 3 >= jpeg.length) {
                return;
            }
            int code = jpeg[marker] & 0xff;
            if (code == EOI) {
                return;
            }
            at = marker + 1;
            if (code == TEM || (code >= RST0 && code <= SOI)) {
                continue;
            }
            if (code >= SOF0 && code <= SOF15 && code != DHT && code != JPG && code != DAC) {
                frame(at + 2, code);
            } else if (code == APP1 && orientation.equals(Orientation.UPRIGHT)) {
                orientation = Exif.orientation(jpeg, at + 2, Math.max(0, in.uint16(at) - 2));
            } else if (code == SOS) {
                scan(at + 2);
                if (!many) {
                    return;
                }
            }
            at += Math.max(2, in.uint16(at));
        }
    }

    /** Where the next marker's code stands, at or behind the end when there is none. */
    private static int marker(byte[] jpeg, int from) {
        int at = from;
        while (at + 1 < jpeg.length) {
            if (jpeg[at] == (byte) 0xff && jpeg[at + 1] != 0 && jpeg[at + 1] != (byte) 0xff) {
                return at + 1;
            }
            at++;
        }
        return jpeg.length;
    }

    private void frame(int at, int code) throws IOException {
        int components = in.uint8(at + 5);
        if (samples.length > 0 || components == 0 || components > MAX_COMPONENTS) {
            throw new IOException("its frame header says " + components + " components");
        }
        height = in.uint16(at + 1);
        width = in.uint16(at + 3);
        names = new int[components];
        samples = new long[components];
        many = code == PROGRESSIVE;
        int across = 1;
        int down = 1;
        for (int i = 0; i < components; i++) {
            across = Math.max(across, in.uint8(at + 7 + 3 * i) >> 4);
            down = Math.max(down, in.uint8(at + 7 + 3 * i) & 15);
        }
        for (int i = 0; i < components; i++) {
            names[i] = in.uint8(at + 6 + 3 * i);
            int factors = in.uint8(at + 7 + 3 * i);
            samples[i] = padded((long) width * (factors >> 4), across) * padded((long) height * (factors & 15), down);
        }
    }

    private static long padded(long length, int factor) {
        return (length / factor + BLOCK) / BLOCK * BLOCK;
    }

    private void scan(int at) throws IOException {
        int components = in.uint8(at);
        if (++scans > MAX_SCANS) {
            throw new IOException("it has more than " + MAX_SCANS + " scans");
        }
        many |= scans > 1 || components < samples.length;
        for (int i = 0; i < Math.min(components, MAX_COMPONENTS); i++) {
            int name = in.uint8(at + 1 + 2 * i);
            for (int k = 0; k < names.length; k++) {
                if (names[k] == name) {
                    work += samples[k];
                    break;
                }
            }
        }
    }

    /** What is held and done, by either decoder. */
    ImageHeader header() {
        long all = 0;
        for (long each : samples) {
            all += each;
        }
        long held = (long) COLUMN_BYTES * width + (many ? COEFFICIENT_BYTES * all : 0);
        return ImageHeader.whole(ImageFormat.JPEG, height, width, Math.max(3, samples.length), held, work)
                .turned(orientation);
    }
}
