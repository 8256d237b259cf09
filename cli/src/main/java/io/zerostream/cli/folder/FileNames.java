package io.zerostream.cli.folder;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Names of files as text by which people find them again. File systems of Unix know bytes, not letters: where these are no
 * UTF-8 Java puts the same character for each, so that {@code caf\xe9.jpg} and {@code caf\xe8.jpg} would be one name.
 */
final class FileNames {
    private static final char REPLACED = '\ufffd';
    private static final HexFormat HEX = HexFormat.of();

    private FileNames() {}

    /**
     * A relative path with {@code /} between its parts. In a part that is not UTF-8 a byte that is none is written as
     * {@code \xe9} and a backslash as two, as a shell's {@code $'…'} has it.
     */
    static String of(Path path) {
        List<String> parts = new ArrayList<>();
        path.forEach(part -> parts.add(part(part)));
        return String.join("/", parts);
    }

    private static String part(Path part) {
        String text = part.toString();
        return text.indexOf(REPLACED) < 0 ? text : decoded(bytes(part));
    }

    /** Java tells the bytes of a path by nothing but its URI. */
    private static byte[] bytes(Path part) {
        String escaped = Objects.requireNonNull(part.toAbsolutePath().getRoot())
                .resolve(part)
                .toUri()
                .getRawPath();
        byte[] bytes = new byte[escaped.length()];
        int length = 0;
        // a folder's ends with a slash
        for (int at = 1; at < escaped.length() && escaped.charAt(at) != '/'; at++) {
            if (escaped.charAt(at) == '%') {
                bytes[length++] = (byte) HexFormat.fromHexDigits(escaped, at + 1, at + 3);
                at += 2;
            } else {
                bytes[length++] = (byte) escaped.charAt(at);
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static String decoded(byte[] name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length);
        StringBuilder text = new StringBuilder();
        boolean foreign = false;
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            text.append(out.flip().toString().replace("\\", "\\\\"));
            out.clear();
            if (result.isUnderflow()) {
                // of a system whose own letters are not UTF-8's, it may be whole
                return foreign ? text.toString() : new String(name, StandardCharsets.UTF_8);
            }
            foreign = true;
            for (int i = 0; i < result.length(); i++) {
                text.append("\\x").append(HEX.toHexDigits(in.get()));
            }
            decoder.reset();
        }
    }
}
