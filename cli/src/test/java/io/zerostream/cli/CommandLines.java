package io.zerostream.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands as {@code ./zerostream} does, for tests of other packages. */
public final class CommandLines {
    private CommandLines() {}

    /**
     * What came of one.
     *
     * @param code its exit code
     * @param text all that it printed
     */
    public record Said(int code, String text) {}

    /** @param line words with spaces between them */
    public static Said execute(String line) {
        StringWriter said = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(line.split(" +"));
        return new Said(code, said.toString());
    }
}
