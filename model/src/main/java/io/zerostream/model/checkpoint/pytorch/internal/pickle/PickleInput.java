package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import io.zerostream.model.ModelException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The bytes of a pickle, one after the other. Lengths are checked before anything is allocated for them. */
public final class PickleInput {
    /** Numbers in decimal; Java takes quadratic time to read them. */
    private static final int LONGEST_NUMBER = 320;

    private final ByteBuffer bytes;

    /**
     * Reads what is left of a buffer.
     *
     * @param bytes from position to limit; position moves
     */
    public PickleInput(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many bytes of the buffer lie before the next one. */
    public int position() {
        return bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    int u8() {
        return need(1).get() & 0xff;
    }

    int u16() {
        return need(2).getShort() & 0xffff;
    }

    long i32() {
        return need(4).getInt();
    }

    long u32() {
        return need(4).getInt() & 0xffffffffL;
    }

    /** Big-endian, the one number that is. */
    double f64() {
        return Double.longBitsToDouble(Long.reverseBytes(need(8).getLong()));
    }

    /** Eight bytes of length. */
    long length() {
        return need(8).getLong();
    }

    /** @throws ModelException when fewer bytes are left than the pickle says */
    byte[] take(long length) {
        need(length);
        byte[] taken = new byte[(int) length];
        bytes.get(taken);
        return taken;
    }

    String utf8(long length) {
        int at = position();
        String text = decode(take(length));
        if (text == null) {
            throw new ModelException("the text at byte " + at + " of the pickle is not UTF-8");
        }
        return text;
    }

    /** Python 2's byte strings: UTF-8 where that fits, else Latin-1. */
    String oldText(long length) {
        byte[] raw = take(length);
        String text = decode(raw);
        return text == null ? new String(raw, StandardCharsets.ISO_8859_1) : text;
    }

    private static @Nullable String decode(byte[] raw) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
            return text.toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Up to the next line end, which is left out. */
    String line() {
        String line = utf8(lineLength());
        u8();
        return line;
    }

    /** The same of Latin-1, which protocol 0 writes texts in. */
    String latinLine() {
        String line = new String(take(lineLength()), StandardCharsets.ISO_8859_1);
        u8();
        return line;
    }

    private int lineLength() {
        int end = bytes.position();
        while (end < bytes.limit() && bytes.get(end) != '\n') {
            end++;
        }
        if (end == bytes.limit()) {
            throw new ModelException("the pickle ends inside a line");
        }
        return end - bytes.position();
    }

    /** The next line, which stays to be read. */
    String peekLine() {
        int at = bytes.position();
        String line = line();
        bytes.position(at);
        return line;
    }

    /** A decimal number on a line; Python 2 ends long ones with an L. */
    Object decimal() {
        String line = shortLine();
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        try {
            return shortened(new BigInteger(digits));
        } catch (NumberFormatException e) {
            throw new ModelException("'" + digits + "' stands where a whole number belongs", e);
        }
    }

    double decimalFraction() {
        String line = shortLine();
        try {
            return Double.parseDouble(line);
        } catch (NumberFormatException e) {
            throw new ModelException("'" + line + "' stands where a number belongs", e);
        }
    }

    private String shortLine() {
        String line = line();
        if (line.length() > LONGEST_NUMBER) {
            throw new ModelException(
                    "a number has " + line.length() + " digits; at most " + LONGEST_NUMBER + " are read");
        }
        return line;
    }

    /** Two's complement, little-endian, of this many bytes. */
    Object twosComplement(long length) {
        if (length < 0 || length > LONGEST_NUMBER) {
            throw new ModelException("a whole number of " + length + " bytes; at most " + LONGEST_NUMBER + " are read");
        }
        byte[] raw = take(length);
        for (int i = 0, j = raw.length - 1; i < j; i++, j--) {
            byte swapped = raw[i];
            raw[i] = raw[j];
            raw[j] = swapped;
        }
        return raw.length == 0 ? 0L : shortened(new BigInteger(raw));
    }

    private static Object shortened(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private ByteBuffer need(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new ModelException("the pickle says that " + Long.toUnsignedString(length) + " bytes follow byte "
                    + bytes.position() + "; there are " + bytes.remaining());
        }
        return bytes;
    }
}
