package io.zerostream.model.checkpoint.pytorch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip archives record by record, in the ways that PyTorch, other programs, and attackers do. */
final class ZipBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int records;
    private boolean wide;
    private boolean deflated;
    private boolean withoutChecksums;

    /** Sizes and offsets of 64 bits throughout. */
    ZipBytes wide() {
        wide = true;
        return this;
    }

    ZipBytes deflated() {
        deflated = true;
        return this;
    }

    ZipBytes withoutChecksums() {
        withoutChecksums = true;
        return this;
    }

    ZipBytes record(String name, byte[] contents) {
        return record(name, contents, contents.length);
    }

    /** A record that says that it is of another size. */
    ZipBytes record(String name, byte[] contents, long saidSize) {
        byte[] packed = deflated ? deflate(contents) : contents;
        long saidPacked = deflated ? packed.length : saidSize;
        CRC32 crc = new CRC32();
        crc.update(contents);
        int at = out.size();
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        int method = deflated ? 8 : 0;
        put(out, 4, 0x04034b50, 2, 20, 2, 8, 2, method, 4, 0, 4, 0, 4, 0, 4, 0, 2, utf8.length, 2, 0);
        out.writeBytes(utf8);
        out.writeBytes(packed);
        // sizes and checksum behind the contents, as PyTorch writes them
        put(out, 4, 0x08074b50, 4, crc.getValue(), 4, packed.length, 4, contents.length);
        long shownCrc = withoutChecksums ? 0 : crc.getValue();
        put(directory, 4, 0x02014b50, 2, 20, 2, 20, 2, 8, 2, method, 4, 0, 4, shownCrc);
        put(directory, 4, wide ? -1 : saidPacked, 4, wide ? -1 : saidSize, 2, utf8.length, 2, wide ? 28 : 0);
        put(directory, 2, 0, 2, 0, 2, 0, 4, 0, 4, wide ? -1 : at);
        directory.writeBytes(utf8);
        if (wide) {
            put(directory, 2, 1, 2, 24, 8, saidSize, 8, saidPacked, 8, at);
        }
        records++;
        return this;
    }

    byte[] bytes() {
        int start = out.size();
        out.writeBytes(directory.toByteArray());
        int size = directory.size();
        int end = out.size();
        if (wide) {
            put(out, 4, 0x06064b50, 8, 44, 2, 45, 2, 45, 4, 0, 4, 0, 8, records, 8, records, 8, size, 8, start);
            put(out, 4, 0x07064b50, 4, 0, 8, end, 4, 1);
        }
        int shown = wide ? -1 : records;
        put(out, 4, 0x06054b50, 2, 0, 2, 0, 2, shown, 2, shown, 4, wide ? -1 : size, 4, wide ? -1 : start, 2, 0);
        return out.toByteArray();
    }

    /** Little-endian numbers, each after its width. */
    private static void put(ByteArrayOutputStream to, long... widthsAndNumbers) {
        for (int i = 0; i < widthsAndNumbers.length; i += 2) {
            for (int k = 0; k < widthsAndNumbers[i]; k++) {
                to.write((int) (widthsAndNumbers[i + 1] >> (8 * k)));
            }
        }
    }

    private static byte[] deflate(byte[] contents) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(contents);
        deflater.finish();
        byte[] packed = new byte[contents.length + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }
}
