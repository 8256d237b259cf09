package io.zerostream.trainer.data.internal.table;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.Findings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A table with a header, as text editors and spreadsheets save it: cells apart by comma, semicolon or tab, which the header
 * tells; rows and columns without a word in them are left out.
 *
 * @param file for messages
 * @param header column names
 * @param rows below it
 */
public record CsvTable(Path file, List<String> header, List<Row> rows) {
    private static final CsvMapper CSV = CsvMapper.csvBuilder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    /** The comma first: it is taken when the header has as many of another, or none. */
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

    /** Spreadsheets may say it in a line before the header. */
    private static final Pattern SAID = Pattern.compile("\\A\\s*\"?sep=([,;\t])\"?\\h*(?=\\R)");

    /**
     * A line of it.
     *
     * @param cells more or fewer than the header has when the file is damaged
     * @param where file and line, for messages
     */
    public record Row(List<String> cells, String where) {
        private Row only(IntPredicate columns) {
            return new Row(kept(cells, columns), where);
        }

        private boolean isBlank(int column) {
            return column >= cells.size() || cells.get(column).isEmpty();
        }

        private boolean isBlank() {
            return cells.stream().allMatch(String::isEmpty);
        }
    }

    /**
     * Reads a file.
     *
     * @throws TrainerException when the file is absent, empty or not CSV, or values stand below no name
     */
    public static CsvTable read(Path file, Findings findings) {
        List<Row> lines = rows(file, Texts.text(file, findings));
        if (lines.isEmpty()) {
            throw new TrainerException(file + " is empty; its first line must name the columns");
        }
        CsvTable table = new CsvTable(file, lines.get(0).cells, lines.subList(1, lines.size()));
        IntPredicate blank = table::isBlank;
        return table.only(blank.negate());
    }

    private static List<Row> rows(Path file, String text) {
        Matcher said = SAID.matcher(text);
        boolean isSaid = said.find();
        char separator = isSaid ? said.group(1).charAt(0) : separator(text);
        // its line break stays, so that lines are counted right
        String table = isSaid ? text.substring(said.end()) : text;
        List<Row> rows = new ArrayList<>();
        try (CsvParser parser = (CsvParser) CSV.reader()
                .with(CsvSchema.emptySchema().withColumnSeparator(separator))
                .createParser(table)) {
            List<String> cells = new ArrayList<>();
            int line = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    line = cells.isEmpty() ? parser.currentTokenLocation().getLineNr() : line;
                    cells.add(Texts.trimmed(parser.getText()));
                } else if (token == JsonToken.END_ARRAY) {
                    rows.add(new Row(List.copyOf(cells), file.getFileName() + " line " + line));
                    cells.clear();
                }
            }
        } catch (IOException e) {
            throw new TrainerException("cannot read " + file + " (" + e + ")", e);
        }
        rows.removeIf(Row::isBlank);
        return rows;
    }

    /** The one that the first line has most of, outside quotes. */
    private static char separator(String text) {
        String header = text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .replaceAll("\"[^\"]*\"", "");
        return SEPARATORS.stream()
                .max(Comparator.<Character>comparingLong(
                                c -> header.chars().filter(h -> h == c).count())
                        .thenComparing(c -> -SEPARATORS.indexOf(c)))
                .orElseThrow();
    }

    /** The first column is never blank: it says what a row is about, and exports of data frames leave it without a name. */
    private boolean isBlank(int column) {
        if (column == 0 || !header.get(column).isEmpty()) {
            return false;
        }
        for (Row row : rows) {
            if (!row.isBlank(column)) {
                throw new TrainerException(file + ": column " + (column + 1) + " has no name, but there is '"
                        + row.cells.get(column) + "' in it (" + row.where + "); name the column, or empty it");
            }
        }
        return true;
    }

    /**
     * Index of a column; case does not matter.
     *
     * @throws TrainerException when there is no such column, or more than one
     */
    public int column(String name) {
        int index = find(name);
        if (index < 0) {
            throw new TrainerException(file + " has no column '" + name + "'; it has " + header);
        }
        return index;
    }

    /** Index of a column, below 0 when there is none; case does not matter. @throws TrainerException when there are two */
    public int find(String name) {
        int[] found = IntStream.range(0, header.size())
                .filter(i -> header.get(i).equalsIgnoreCase(name))
                .toArray();
        if (found.length > 1) {
            throw new TrainerException(file + " has two columns '" + name + "'; remove one");
        }
        return found.length == 0 ? -1 : found[0];
    }

    /** The table without some columns; the first stays whatever its name, for it names what a row is about. */
    public CsvTable without(Set<Integer> columns) {
        return only(i -> i <= 0 || !columns.contains(i));
    }

    private CsvTable only(IntPredicate columns) {
        int width = header.size();
        // cells beyond the header are kept: they are damage, unless nothing is in them
        return new CsvTable(
                file,
                kept(header, columns),
                rows.stream()
                        .map(row -> row.only(i -> i < width ? columns.test(i) : !row.isBlank(i)))
                        .toList());
    }

    private static List<String> kept(List<String> cells, IntPredicate columns) {
        return IntStream.range(0, cells.size())
                .filter(columns)
                .mapToObj(cells::get)
                .toList();
    }
}
