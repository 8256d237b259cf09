package io.zerostream.model.internal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The container of WebP files. Only the first frame's own data is handed to the decoder: so the size that is judged is the
 * size that is decoded, whatever the container says, and transparency, profiles and later frames cost nothing.
 */
final class WebpFrame {
    private static final int FILE_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    /** Place, size and duration of a frame of an animation, before the frame's chunks. */
    private static final int FRAME_HEADER = 16;

    private WebpFrame() {}

    /**
     * A file of one chunk, lossy or lossless, with the first frame.
     *
     * @throws IOException when the file ends before that chunk does
     */
    static byte[] first(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long at = FILE_HEADER;
        while (at + CHUNK_HEADER <= file.length) {
            String name = new String(file, (int) at, 4, StandardCharsets.ISO_8859_1);
            long size = Integer.toUnsignedLong(in.getInt((int) at + 4));
            if (name.equals("VP8 ") || name.equals("VP8L")) {
                return alone(file, (int) at, size);
            }
            at += CHUNK_HEADER + (name.equals("ANMF") ? FRAME_HEADER : size + (size & 1));
        }
        throw new EOFException("the file ends before its picture begins");
    }

    private static byte[] alone(byte[] file, int at, long size) throws IOException {
        if (size > file.length - at - CHUNK_HEADER) {
            throw new EOFException("the file ends " + (size - (file.length - at - CHUNK_HEADER)) + " bytes too early");
        }
        int chunk = CHUNK_HEADER + (int) size;
        int padded = chunk + (chunk & 1);
        return ByteBuffer.allocate(FILE_HEADER + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(FILE_HEADER - CHUNK_HEADER + padded)
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .put(file, at, chunk)
                .array();
    }
}
