package io.zerostream.fuzz;

import io.zerostream.schemas.SafeText;
import io.zerostream.trainer.data.check.DataCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table of classes and attributes that a person wrote, as {@code data check} reads it: whatever is wrong is a finding. */
public final class TableTarget implements FuzzTarget {
    private final ScratchFile scratch;

    /** @throws IOException when there is no place for the file */
    public TableTarget() throws IOException {
        scratch = new ScratchFile("attributes.csv");
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                bytes("class,red,white\nNorway,1,0.5\nDenmark,1,1\n"),
                bytes("class,kind,red,\"white, or so\"\nNorway,seen,1,0.5\n\"Den \"\"mark\"\"\",unseen,-1e3,1\n"),
                bytes("\ufeffclass;red\r\nCôte d'Ivoire;0,5\r\n\r\nNorway;1\r\n"),
                bytes("sep=\t\nClass\tKind\tred\t\nNorway\tSeen\t1\t\n"),
                "class,red\nNorway,1\n".getBytes(StandardCharsets.UTF_16LE),
                "class,red\nCôte d'Ivoire,1\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void run(byte[] input) throws IOException {
        scratch.with(input);
        DataCheck check = DataCheck.of(scratch.folder().toString());
        if (check.findings().stream().anyMatch(finding -> finding.message().isBlank())) {
            throw new IllegalStateException("a finding without a word");
        }
        if (!check.findings().stream()
                .allMatch(finding -> finding.toString().codePoints().allMatch(SafeText::seen))) {
            throw new IllegalStateException("a finding that a terminal obeys");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
