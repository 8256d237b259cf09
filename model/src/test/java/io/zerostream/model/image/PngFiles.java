package io.zerostream.model.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** PNG files for tests, of every depth and colour type. */
final class PngFiles {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private PngFiles() {}

    static byte[] noise(int width, int height, int depth, int colourType) throws IOException {
        byte[] rows = new byte[height * rowBytes(width, depth, colourType)];
        new Random(width * 31L + height).nextBytes(rows);
        return of(width, height, depth, colourType, rows);
    }

    /**
     * Not interlaced.
     *
     * @param rows samples as PNG packs them, without filters
     */
    static byte[] of(int width, int height, int depth, int colourType, byte[] rows) throws IOException {
        int rowBytes = rowBytes(width, depth, colourType);
        ByteBuffer filtered = ByteBuffer.allocate(height * (rowBytes + 1));
        for (int y = 0; y < height; y++) {
            filtered.put((byte) 0).put(rows, y * rowBytes, rowBytes);
        }
        return ofFiltered(width, height, depth, colourType, false, filtered.array());
    }

    /** @param data each row, or each row of each pass, behind the number of its filter */
    static byte[] ofFiltered(int width, int height, int depth, int colourType, boolean interlaced, byte[] data)
            throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(data);
        }
        return ofPacked(width, height, depth, colourType, interlaced, packed.toByteArray());
    }

    static byte[] ofPacked(int width, int height, int depth, int colourType, boolean interlaced, byte[] packed) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {(byte) depth, (byte) colourType, 0, 0, (byte) (interlaced ? 1 : 0)})
                .array();
        return HostileFiles.joined(SIGNATURE, chunk("IHDR", header), chunk("IDAT", packed), chunk("IEND", new byte[0]));
    }

    static int rowBytes(int width, int depth, int colourType) {
        int channels = new int[] {1, 0, 3, 1, 2, 0, 4}[colourType];
        return (width * channels * depth + 7) / 8;
    }

    /** The file with one more chunk before the first one of a name. */
    static byte[] withBefore(String before, byte[] png, String name, byte[] data) {
        int at = SIGNATURE.length;
        while (!new String(png, at + 4, 4, StandardCharsets.US_ASCII).equals(before)) {
            at += 12 + ByteBuffer.wrap(png).getInt(at);
        }
        return HostileFiles.joined(Arrays.copyOf(png, at), chunk(name, data), Arrays.copyOfRange(png, at, png.length));
    }

    static byte[] chunk(String name, byte[] data) {
        byte[] named = HostileFiles.joined(name.getBytes(StandardCharsets.US_ASCII), data);
        CRC32 crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(named.length + 8)
                .putInt(data.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }
}
