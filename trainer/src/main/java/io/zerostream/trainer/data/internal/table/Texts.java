package io.zerostream.trainer.data.internal.table;

import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.internal.TextFile;
import java.nio.file.Path;
import java.util.List;

/** Texts of a data set; where their encoding was a guess, that is found. */
public final class Texts {
    private Texts() {}

    /**
     * All of a file.
     *
     * @throws io.zerostream.trainer.TrainerException when the file cannot be read or is no text
     */
    public static String text(Path file, Findings findings) {
        TextFile read = TextFile.read(file);
        if (read.guessedAt() > 0) {
            findings.warning(
                    Finding.Kind.NOTATION,
                    file.getFileName() + " line " + read.guessedAt(),
                    "is not UTF-8; the file was read as windows-1252. If a name looks wrong, save it as UTF-8");
        }
        return read.text();
    }

    /**
     * The lines that are not empty, without spaces around them.
     *
     * @throws io.zerostream.trainer.TrainerException as {@link #text}
     */
    public static List<String> lines(Path file, Findings findings) {
        return text(file, findings)
                .lines()
                .map(Texts::trimmed)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Without spaces around it, those that do not break lines included. */
    public static String trimmed(String text) {
        return text.replaceAll("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$", "");
    }
}
