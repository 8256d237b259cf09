package io.zerostream.model.image.header;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * The first frame of a GIF, found in one pass over the blocks before it. {@link #alone} is a file of just that frame: so
 * comments, which ImageIO joins in time that grows with their square, later frames, and data for more pixels than the
 * frame has cost nothing.
 */
final class GifFrame {
    private static final int SCREEN = 6;
    private static final int SCREEN_END = 13;
    private static final int DESCRIPTOR = 0x2c;
    private static final int EXTENSION = 0x21;
    private static final int CONTROL = 0xf9;
    private static final int TRAILER = 0x3b;
    private static final int DESCRIPTOR_BYTES = 10;
    private static final int HAS_TABLE = 0x80;

    private final byte[] file;
    private final FileReader in;
    /** First byte of the frame's descriptor. */
    private final int descriptor;
    /** Index that counts as transparent; -1 = none. */
    private final int transparent;

    private GifFrame(byte[] file, FileReader in, int descriptor, int transparent) {
        this.file = file;
        this.in = in;
        this.descriptor = descriptor;
        this.transparent = transparent;
    }

    /** @throws IOException when there is no frame */
    static GifFrame of(byte[] file) throws IOException {
        FileReader in = new FileReader(file, true);
        int at = SCREEN_END + tableBytes(in.uint8(SCREEN + 4));
        int transparent = -1;
        while (true) {
            switch (in.uint8(at)) {
                case DESCRIPTOR -> {
                    return new GifFrame(file, in, at, transparent);
                }
                case EXTENSION -> {
                    if (in.uint8(at + 1) == CONTROL) {
                        transparent = (in.uint8(at + 3) & 1) == 1 ? in.uint8(at + 6) : -1;
                    }
                    at = behindBlocks(in, at + 2);
                }
                case TRAILER -> throw new EOFException("it has no frame");
                default -> throw new IOException("it has a block of unknown type " + in.uint8(at));
            }
        }
    }

    private static int behindBlocks(FileReader in, int at) throws EOFException {
        int next = at;
        for (int length = in.uint8(next); length > 0; length = in.uint8(next)) {
            next += 1 + length;
        }
        return next + 1;
    }

    private static int tableBytes(int packed) {
        return (packed & HAS_TABLE) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }

    ImageHeader header() throws EOFException {
        ImageHeader.Frame frame = new ImageHeader.Frame(
                in.uint16(descriptor + 3),
                in.uint16(descriptor + 1),
                in.uint16(descriptor + 7),
                in.uint16(descriptor + 5),
                colour(Math.max(0, transparent)));
        return ImageHeader.framed(
                ImageFormat.GIF, in.uint16(SCREEN + 2), in.uint16(SCREEN), frame, 1, 2L * frame.width());
    }

    /** Of the frame's own table, else the file's; black where there is none. */
    private int colour(int index) throws EOFException {
        int own = tableBytes(in.uint8(descriptor + 9));
        int bytes = own > 0 ? own : tableBytes(in.uint8(SCREEN + 4));
        int at = (own > 0 ? descriptor + DESCRIPTOR_BYTES : SCREEN_END) + 3 * index;
        return 3 * index < bytes ? in.uint8(at) << 16 | in.uint8(at + 1) << 8 | in.uint8(at + 2) : 0;
    }

    /** A file of the frame alone; cut off where the file is. */
    byte[] alone() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length - descriptor + 1024);
        out.write(file, 0, SCREEN_END + tableBytes(in.uint8(SCREEN + 4)));
        int data = descriptor + DESCRIPTOR_BYTES + tableBytes(in.uint8(descriptor + 9));
        int codeSize = in.uint8(data);
        out.write(file, descriptor, data + 1 - descriptor);
        long pixels = (long) in.uint16(descriptor + 5) * in.uint16(descriptor + 7);
        if (copy(data + 1, new Codes(codeSize, pixels), out)) {
            out.write(0);
            out.write(TRAILER);
        }
        return out.toByteArray();
    }

    /** Data blocks up to the last one that is needed. @return whether the file has them all */
    private boolean copy(int from, Codes codes, ByteArrayOutputStream out) throws IOException {
        int at = from;
        while (at < file.length && file[at] != 0) {
            int length = Math.min(file[at] & 0xff, file.length - at - 1);
            int used = codes.used(file, at + 1, length);
            out.write(used < length ? used : file[at]);
            out.write(file, at + 1, used);
            if (used < length || codes.done()) {
                return true;
            }
            at += 1 + length;
        }
        return at < file.length;
    }

    /** Counts the pixels that codes stand for, without making them. */
    private static final class Codes {
        private static final int TABLE = 4096;
        /** Each costs ImageIO a pass over its table. Pictures of 50 million pixels have 400 000, if they are hardly packed. */
        private static final int MAX_CLEARS = 1_000_000;

        private final int[] lengths = new int[TABLE];
        private final int clear;
        private final int firstSize;
        private long left;
        private int size;
        private int next;
        private int old = -1;
        private int bits;
        private int bitCount;
        private boolean cleared;
        private int clears;
        private boolean done;

        Codes(int rootSize, long pixels) {
            // sizes that cannot be are left to the decoder to refuse
            int root = Math.min(Math.max(rootSize, 1), 8);
            Arrays.fill(lengths, 1);
            clear = 1 << root;
            firstSize = root + 1;
            left = pixels;
            restart();
            cleared = false;
        }

        private void restart() {
            size = firstSize;
            next = clear + 2;
            old = -1;
            cleared = true;
        }

        boolean done() {
            return done;
        }

        /** Bytes of a block until nothing more is needed. */
        int used(byte[] file, int from, int length) throws IOException {
            for (int i = 0; i < length; i++) {
                bits |= (file[from + i] & 0xff) << bitCount;
                bitCount += 8;
                while (bitCount >= size && !done) {
                    int code = bits & ((1 << size) - 1);
                    bits >>>= size;
                    bitCount -= size;
                    take(code);
                }
                if (done) {
                    return i + 1;
                }
            }
            return length;
        }

        private void take(int code) throws IOException {
            // a second one at once counts as a pixel: so it does in ImageIO, which must stay in step
            if (code == clear && !cleared) {
                if (++clears > MAX_CLEARS) {
                    throw new IOException("its data begin anew more than " + MAX_CLEARS + " times");
                }
                restart();
                return;
            }
            cleared = false;
            if (code == clear + 1) {
                done = true;
                return;
            }
            if (old >= 0 && next < TABLE) {
                lengths[next++] = lengths[old] + 1;
                if (next == 1 << size && next < TABLE) {
                    size++;
                }
            }
            left -= code < next ? lengths[code] : 1;
            old = code;
            done = left <= 0;
        }
    }
}
