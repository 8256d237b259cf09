package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    private Path folder;

    @Test
    void showsTheLastFifteenLines() throws IOException {
        Path log = write(IntStream.rangeClosed(1, 40).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));

        assertThat(LogTail.of(log)).startsWith("line 26\n").endsWith("line 40").hasLineCount(15);
    }

    @Test
    void readsNoMoreThanTheEndOfALongLog() throws IOException {
        Path log = write("x".repeat(3_000_000) + "\nthe end");

        assertThat(LogTail.of(log)).endsWith("\nthe end").hasSize(8 * 1024);
    }

    @Test
    void saysSoWhenThereIsNothingToShow() throws IOException {
        assertThat(LogTail.of(write(""))).isEqualTo("(the log is empty)");
        assertThat(LogTail.of(folder.resolve("absent.log")))
                .contains("cannot be read")
                .contains("there is no");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("a.log"), text);
    }
}
