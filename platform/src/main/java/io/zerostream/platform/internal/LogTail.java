package io.zerostream.platform.internal;

import io.zerostream.platform.config.Reasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log file. */
final class LogTail {
    private static final int MOST_LINES = 15;
    private static final int MOST_BYTES = 8 * 1024;

    private LogTail() {}

    /** At most 15 lines and 8 KiB; a sentence that says so when there is nothing to show. */
    static String of(Path log) {
        try (SeekableByteChannel file = Files.newByteChannel(log)) {
            long from = Math.max(0, file.size() - MOST_BYTES);
            ByteBuffer end = ByteBuffer.allocate((int) (file.size() - from));
            file.position(from);
            while (end.hasRemaining() && file.read(end) >= 0) {
                // a read may bring less than was asked for
            }
            List<String> lines = new String(end.array(), 0, end.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.isEmpty()
                    ? "(the log is empty)"
                    : String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
        } catch (IOException e) {
            return "(the log cannot be read: " + Reasons.of(e) + ")";
        }
    }
}
