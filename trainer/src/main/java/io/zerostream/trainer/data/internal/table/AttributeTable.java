package io.zerostream.trainer.data.internal.table;

import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of classes as a table: first column the class, one column an attribute.
 *
 * @param attributes names, in the table's order
 * @param rows values by class; a damaged row has too many or too few, or holds NaN
 */
public record AttributeTable(List<String> attributes, Map<String, float[]> rows) {
    /** Usual name of the table. */
    public static final String FILE = "class_attributes.csv";

    /** Usual name of the table of word vectors. */
    public static final String WORDS = "attribute_word_vectors.csv";

    /**
     * Reads a file.
     *
     * @throws TrainerException when the file is not a table with a header and at least one attribute
     */
    public static AttributeTable read(Path file, Findings findings) {
        return of(CsvTable.read(file, findings), findings);
    }

    /**
     * The attributes of a table.
     *
     * @throws TrainerException when the table has not at least one attribute, each once
     */
    public static AttributeTable of(CsvTable table, Findings findings) {
        if (table.header().size() < 2) {
            throw new TrainerException(table.file() + " has the columns " + table.header()
                    + "; it must name a class first and then at least one attribute, apart by commas, semicolons or"
                    + " tabs");
        }
        List<String> attributes = table.header().subList(1, table.header().size());
        Set<String> names = new HashSet<>();
        for (String attribute : attributes) {
            if (!names.add(attribute)) {
                throw new TrainerException(
                        table.file() + " has two columns named '" + attribute + "'; rename or remove one");
            }
        }
        Map<String, float[]> rows = new LinkedHashMap<>();
        CellNumbers numbers = new CellNumbers(table.header(), findings);
        for (CsvTable.Row row : table.rows()) {
            String id = row.cells().get(0);
            if (id.isEmpty()) {
                findings.error(Finding.Kind.LAYOUT, row.where(), "the first column names no class; name it");
            } else if (rows.put(id, numbers.of(row)) != null) {
                findings.error(Finding.Kind.REPEATED, row.where(), "class " + id + " is there twice; remove one");
            }
        }
        return new AttributeTable(attributes, rows);
    }

    /**
     * The space of these attributes.
     *
     * @param words table with a word vector an attribute, in any order; may be absent
     */
    public SemanticSpace space(String name, Path words, Findings findings) {
        return new SemanticSpace(name, attributes, Files.exists(words) ? wordVectors(words, findings) : new float[0][]);
    }

    /** The values of a class; none, which is found, when the table lacks it. */
    public float[] of(String id, Findings findings) {
        float @Nullable [] values = rows.get(id);
        if (values == null) {
            findings.error(Finding.Kind.CLASS_WITHOUT_ATTRIBUTES, id, "the attribute table has no row for it; add one");
            return new float[0];
        }
        return values;
    }

    private float[][] wordVectors(Path file, Findings findings) {
        CsvTable table = CsvTable.read(file, findings);
        Map<String, float[]> byName = new HashMap<>();
        CellNumbers numbers = new CellNumbers(table.header(), findings);
        table.rows().forEach(row -> byName.put(row.cells().get(0), numbers.of(row)));
        List<float[]> vectors = new ArrayList<>();
        for (String attribute : attributes) {
            float @Nullable [] vector = byName.get(attribute);
            if (vector == null || vector.length != table.header().size() - 1) {
                findings.error(
                        Finding.Kind.LAYOUT,
                        file.getFileName() + ", " + attribute,
                        "there is no word vector of " + (table.header().size() - 1)
                                + " numbers; mend the table, or remove it to do without word vectors");
                return new float[0][];
            }
            vectors.add(vector);
        }
        return vectors.toArray(float[][]::new);
    }
}
