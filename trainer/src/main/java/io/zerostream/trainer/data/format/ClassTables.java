package io.zerostream.trainer.data.format;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.internal.table.AttributeTable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes of a data set as the tables {@code classes.csv} and {@code class_attributes.csv}, without any picture. A
 * training leaves them beside its checkpoint: so the model can be evaluated on pictures and lists that come without them.
 */
public final class ClassTables {
    static final String CLASSES = "classes.csv";

    private static final CsvMapper CSV = new CsvMapper();

    private ClassTables() {}

    /** Whether a folder has both tables. */
    static boolean in(Path folder) {
        return Stream.of(CLASSES, AttributeTable.FILE).allMatch(part -> Files.exists(folder.resolve(part)));
    }

    /**
     * Writes both tables.
     *
     * @param folder must exist
     * @throws TrainerException when it cannot be written to
     */
    public static void write(ZeroShotDataSet data, Path folder) {
        List<List<?>> classes = new ArrayList<>();
        classes.add(List.of("label", "class", "name", "kind"));
        List<List<?>> attributes = new ArrayList<>();
        List<Object> header = new ArrayList<>(List.of("class"));
        header.addAll(data.space().attributes());
        attributes.add(header);
        for (DataClass c : data.classes()) {
            classes.add(List.of(classes.size() - 1, c.id(), c.name(), c.seen() ? "seen" : "unseen"));
            List<Object> row = new ArrayList<>(List.of(c.id()));
            for (float value : c.attributes()) {
                row.add(value);
            }
            attributes.add(row);
        }
        write(folder.resolve(CLASSES), classes);
        write(folder.resolve(AttributeTable.FILE), attributes);
    }

    private static void write(Path file, List<List<?>> rows) {
        try (Writer out = Files.newBufferedWriter(file);
                SequenceWriter csv = CSV.writer().writeValuesAsArray(out)) {
            csv.writeAll(rows);
        } catch (IOException e) {
            throw new TrainerException("cannot write " + file + " (" + e + "); is the disk full?", e);
        }
    }
}
