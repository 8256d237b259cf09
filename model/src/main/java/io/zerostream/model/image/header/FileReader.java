package io.zerostream.model.image.header;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;

/** Numbers at places of a file; whoever reads behind its end is told so. */
final class FileReader {
    private final byte[] file;
    private final boolean littleEndian;

    FileReader(byte[] file, boolean littleEndian) {
        this.file = file;
        this.littleEndian = littleEndian;
    }

    int uint8(long at) throws EOFException {
        if (at < 0 || at >= file.length) {
            throw new EOFException("the file ends before its picture begins");
        }
        return file[(int) at] & 0xff;
    }

    int uint16(long at) throws EOFException {
        return (int) number(at, 2);
    }

    int uint24(long at) throws EOFException {
        return (int) number(at, 3);
    }

    int int32(long at) throws EOFException {
        return (int) number(at, 4);
    }

    long uint32(long at) throws EOFException {
        return number(at, 4);
    }

    String text(long at, int length) throws EOFException {
        uint8(at + length - 1);
        return new String(file, (int) at, length, StandardCharsets.ISO_8859_1);
    }

    private long number(long at, int bytes) throws EOFException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | uint8(at + (littleEndian ? bytes - 1 - i : i));
        }
        return number;
    }
}
