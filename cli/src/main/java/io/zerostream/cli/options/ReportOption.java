package io.zerostream.cli.options;

import io.zerostream.cli.client.UserException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The JSON of commands that work for minutes: {@code --json} prints it instead of text as everywhere, {@code --json FILE}
 * writes it to a file beside the text.
 */
public final class ReportOption {
    private static final String PRINTED = "-";

    @Option(
            names = "--json",
            arity = "0..1",
            fallbackValue = PRINTED,
            paramLabel = "FILE",
            description = "Print one JSON document instead of text; with FILE, write it there beside the text.")
    private @Nullable String json;

    /**
     * Before the work: it should not end in a file that cannot be written.
     *
     * @throws UserException naming the file
     */
    public void check() {
        Outputs.check("--json", file());
    }

    /** Where text for people goes: nowhere when the document is printed. */
    public PrintWriter text(PrintWriter out) {
        return printed() ? new PrintWriter(Writer.nullWriter()) : out;
    }

    /** Whether standard output is for the document. */
    public boolean printed() {
        return PRINTED.equals(json);
    }

    /**
     * Prints or writes the document, or does neither.
     *
     * @throws UserException when the file cannot be written
     */
    public void put(PrintWriter out, String document) {
        Path file = file();
        if (file != null) {
            Outputs.write(file, document);
        } else if (printed()) {
            out.println(document.strip());
            out.flush();
        }
    }

    private @Nullable Path file() {
        return json == null || printed() ? null : Path.of(json);
    }
}
