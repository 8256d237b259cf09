package io.zerostream.trainer.data;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A CSV file with a header.
 *
 * @param file for messages
 * @param header column names
 * @param rows cells; a row may be shorter or longer than the header when the file is damaged
 */
record CsvTable(Path file, List<String> header, List<List<String>> rows) {
    private static final CsvMapper CSV = CsvMapper.csvBuilder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    /** @throws TrainerException when the file is absent, empty or not CSV */
    static CsvTable read(Path file) {
        try (MappingIterator<String[]> lines = CSV.readerFor(String[].class).readValues(Files.readString(file))) {
            List<List<String>> all = lines.readAll().stream().map(List::of).toList();
            if (all.isEmpty()) {
                throw new TrainerException(file + " is empty; its first line must name the columns");
            }
            return new CsvTable(file, all.get(0), all.subList(1, all.size()));
        } catch (IOException e) {
            throw new TrainerException("cannot read " + file + " (" + e + ")", e);
        }
    }

    /** @throws TrainerException when there is no such column */
    int column(String name) {
        int index = header.indexOf(name);
        if (index < 0) {
            throw new TrainerException(file + " has no column '" + name + "'; it has " + header);
        }
        return index;
    }

    /** The table without some columns; the first stays whatever its name, for it names what a row is about. */
    CsvTable without(Set<String> columns) {
        int[] kept = IntStream.range(0, header.size())
                .filter(i -> i == 0 || !columns.contains(header.get(i)))
                .toArray();
        if (kept.length == header.size()) {
            return this;
        }
        return new CsvTable(
                file,
                IntStream.of(kept).mapToObj(header::get).toList(),
                rows.stream()
                        .map(row -> IntStream.of(kept)
                                .filter(i -> i < row.size())
                                .mapToObj(row::get)
                                .toList())
                        .toList());
    }

    /** Where a row stands, for messages. */
    String where(int row) {
        return file.getFileName() + " line " + (row + 2);
    }
}
