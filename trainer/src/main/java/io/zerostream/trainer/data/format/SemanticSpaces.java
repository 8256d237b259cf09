package io.zerostream.trainer.data.format;

import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.Benchmark;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.internal.table.AttributeNames;
import io.zerostream.trainer.data.internal.table.AttributeTable;
import io.zerostream.trainer.data.internal.table.CsvTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the attributes that a person means. */
public final class SemanticSpaces {
    private SemanticSpaces() {}

    /**
     * A space.
     *
     * @param space a {@link Benchmark}, whose names are bundled; or the folder of a data set; or the file that
     *     {@code attributes} would be, named after it; or, with {@code attributes}, any name
     * @param attributes names: a table of classes with a column an attribute behind the first, or one name a line, with or
     *     without a number before it, or SUN's {@code attributes.mat}; null for those of {@code space}
     * @param wordVectors table with a header, one row an attribute, its name first; null for none, or a data set's own
     * @param findings hears of what is odd but can be used
     * @throws TrainerException when a file is absent or damaged, or does not fit
     */
    public static SemanticSpace of(
            String space, @Nullable Path attributes, @Nullable Path wordVectors, Findings findings) {
        SemanticSpace found = attributes == null ? named(space, findings) : read(space, attributes, findings);
        return wordVectors == null ? found : withWords(found, wordVectors, findings);
    }

    private static SemanticSpace named(String space, Findings findings) {
        Path path = Path.of(space);
        if (Benchmark.of(space).isPresent()) {
            return Benchmark.of(space).get().space();
        } else if (Files.isDirectory(path)) {
            return DataSets.open(path).space();
        } else if (Files.exists(path)) {
            String file = path.getFileName().toString();
            return read(file.replaceFirst("\\.[^.]*$", ""), path, findings);
        }
        throw new TrainerException(
                "'" + space + "' is none of the spaces cub, sun, awa2, nor a folder of a data set, nor a"
                        + " file of attribute names; name the file with --attributes");
    }

    private static SemanticSpace read(String name, Path file, Findings findings) {
        return new SemanticSpace(name, names(file, findings), new float[0][]);
    }

    private static List<String> names(Path file, Findings findings) {
        if (file.toString().endsWith(".csv")) {
            CsvTable table = CsvTable.read(file, findings);
            if (table.header().size() > 1) {
                return table.header().subList(1, table.header().size());
            }
        }
        return AttributeNames.read(file, findings);
    }

    private static SemanticSpace withWords(SemanticSpace space, Path file, Findings findings) {
        if (!Files.exists(file)) {
            throw unusable(file, "there is no such file");
        }
        Findings own = new Findings();
        SemanticSpace found = new AttributeTable(space.attributes(), Map.of()).space(space.name(), file, own);
        for (Finding finding : own.all()) {
            if (finding.severity() == Finding.Severity.ERROR) {
                throw unusable(file, finding.toString());
            }
            findings.warning(finding.kind(), finding.where(), finding.message());
        }
        return found;
    }

    private static TrainerException unusable(Path file, String why) {
        return new TrainerException("the word vectors in " + file + " cannot be used: " + why);
    }
}
