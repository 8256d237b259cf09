package io.zerostream.trainer.internal;

import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a person wrote, whatever program saved it. A byte-order mark is obeyed and taken away; UTF-16 without one is told by
 * its zero bytes; what is not UTF-8 then is taken for windows-1252, in which Western spreadsheets save. Accents are composed
 * (NFC), so that names are equal when they look it.
 *
 * @param text without a mark
 * @param guessedAt first line that is not UTF-8, from 1, when windows-1252 was taken for want of better; else 0
 */
public record TextFile(String text, int guessedAt) {
    private static final Charset WESTERN = Charset.forName("windows-1252");

    private static final ByteOrderMark[] MARKS = {
        ByteOrderMark.UTF_8,
        ByteOrderMark.UTF_16LE,
        ByteOrderMark.UTF_16BE,
        ByteOrderMark.UTF_32LE,
        ByteOrderMark.UTF_32BE
    };

    /** What could be decoded before the first byte that could not. */
    private record Decoded(String text, boolean whole) {
        int lastLine() {
            return 1 + (int) text.chars().filter(c -> c == '\n').count();
        }
    }

    /** @throws TrainerException when it cannot be read, or is text in no encoding known here, naming the line */
    public static TextFile read(Path file) {
        try (BOMInputStream in = BOMInputStream.builder()
                .setPath(file)
                .setByteOrderMarks(MARKS)
                .setInclude(false)
                .get()) {
            @Nullable String marked = in.getBOMCharsetName();
            return of(file, in.readAllBytes(), marked == null ? null : Charset.forName(marked));
        } catch (IOException e) {
            throw new TrainerException("cannot read " + file + " (" + e + ")", e);
        }
    }

    private static TextFile of(Path file, byte[] content, @Nullable Charset marked) {
        Charset certain = marked == null ? unmarked(content) : marked;
        Decoded decoded = decode(content, certain);
        if (decoded.whole) {
            return new TextFile(composed(decoded.text), 0);
        }
        int line = decoded.lastLine();
        Decoded western = certain.equals(StandardCharsets.UTF_8) && marked == null
                ? decode(content, WESTERN)
                : new Decoded("", false);
        if (!western.whole) {
            throw new TrainerException(file + " line " + line + " is not text in " + certain
                    + ", as the lines before it are; save the file as UTF-8");
        }
        return new TextFile(composed(western.text), line);
    }

    /** UTF-16 when every other byte is mostly 0, as letters, digits and separators have it; no other text is like that. */
    private static Charset unmarked(byte[] content) {
        int[] zeros = new int[2];
        for (int i = 0; i < content.length; i++) {
            zeros[i % 2] += content[i] == 0 ? 1 : 0;
        }
        boolean pairs = content.length % 2 == 0 && zeros[0] + zeros[1] > content.length / 4;
        if (pairs && zeros[0] < zeros[1] / 8) {
            return StandardCharsets.UTF_16LE;
        }
        return pairs && zeros[1] < zeros[0] / 8 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    private static Decoded decode(byte[] content, Charset charset) {
        CharBuffer text = CharBuffer.allocate(content.length);
        CoderResult result = charset.newDecoder().decode(ByteBuffer.wrap(content), text, true);
        return new Decoded(text.flip().toString(), result.isUnderflow());
    }

    /** Text with its accents composed. */
    public static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
