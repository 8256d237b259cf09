package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.RegistryLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tables of classes as CSV: {@code name}, {@code seen} (1, 0), and a column an attribute. What is wrong is told with its line
 * and column.
 */
final class ClassTables {
    private static final String NAME = "name";
    private static final String SEEN = "seen";
    private static final Map<String, Boolean> YES_OR_NO =
            Map.of("1", true, "0", false, "true", true, "false", false, "seen", true, "unseen", false);

    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d+)?");

    private ClassTables() {}

    /** All attributes of the space, in their order, the numbers exactly. */
    static String write(SemanticSpace space, List<ClassPrototype> classes) {
        List<Object[]> lines = new ArrayList<>();
        List<Object> header = new ArrayList<>(List.of(NAME, SEEN));
        header.addAll(space.getAttributes());
        lines.add(header.toArray());
        for (ClassPrototype each : classes) {
            List<Object> line = new ArrayList<>(List.of(each.getName(), each.getSeen() ? 1 : 0));
            line.addAll(each.getVector());
            lines.add(line.toArray());
        }
        return CsvText.write(lines);
    }

    /**
     * Reads a table. The first column has the names; the second may be {@code seen}; the others are attributes of the space.
     *
     * @throws RefusedException with what is wrong at which line and column
     */
    static ClassTable read(byte[] csv, SemanticSpace space) {
        List<CsvText.Line> lines = CsvText.read(csv);
        if (lines.isEmpty()) {
            throw refused("the table is empty", "its first line names the columns: name, seen, and attributes");
        }
        CsvText.Line header = lines.get(0);
        requireName(header, space);
        boolean saysSeen =
                header.cells().size() > 1 && header.cells().get(1).strip().equalsIgnoreCase(SEEN);
        int first = saysSeen ? 2 : 1;
        List<String> attributes = attributes(header, first, space);
        Set<String> names = new HashSet<>();
        List<ClassTable.Row> rows = new ArrayList<>();
        for (CsvText.Line line : lines.subList(1, lines.size())) {
            if (line.cells().size() != header.cells().size()) {
                throw refused(
                        "line " + line.number() + " has " + line.cells().size() + " cells, and the first line has "
                                + header.cells().size(),
                        "give each line one cell a column; a name with a comma in it stands in quotes");
            }
            String name = line.cells().get(0);
            if (!names.add(name)) {
                throw refused("line " + line.number() + " is about '" + SafeText.of(name) + "' again", "name it once");
            }
            Boolean seen = saysSeen ? seen(line) : null;
            rows.add(new ClassTable.Row(name, seen, values(line, first, attributes), line.number()));
        }
        if (rows.isEmpty() || rows.size() > RegistryLimits.MEMBERS) {
            throw refused(
                    "the table has " + rows.size() + " classes",
                    "give it one at least, and " + RegistryLimits.MEMBERS + " at most");
        }
        return new ClassTable(attributes, rows);
    }

    private static void requireName(CsvText.Line header, SemanticSpace space) {
        String first = header.cells().get(0).strip();
        if (!first.isEmpty() && !first.equalsIgnoreCase(NAME)) {
            throw RefusedException.unknown(
                    Refusal.BAD_TABLE,
                    at(header, 0) + " is '" + SafeText.of(first)
                            + "', and the first column has the names of the classes",
                    first,
                    List.of(NAME),
                    space.getAttributes().contains(first) ? "put a column 'name' before it" : "call it 'name'");
        }
    }

    private static List<String> attributes(CsvText.Line header, int first, SemanticSpace space) {
        Set<String> known = new HashSet<>(space.getAttributes());
        Set<String> named = new HashSet<>();
        List<String> attributes = new ArrayList<>();
        for (int column = first; column < header.cells().size(); column++) {
            String name = header.cells().get(column);
            if (!known.contains(name)) {
                throw RefusedException.unknown(
                        Refusal.UNKNOWN_ATTRIBUTE,
                        at(header, column) + " is '" + SafeText.of(name) + "', and space '" + space.getName()
                                + "' has no such attribute",
                        name,
                        space.getAttributes(),
                        "see GET /api/spaces for its attributes");
            }
            if (!named.add(name)) {
                throw refused(at(header, column) + " is '" + SafeText.of(name) + "' again", "name it once");
            }
            attributes.add(name);
        }
        return attributes;
    }

    private static @Nullable Boolean seen(CsvText.Line line) {
        String cell = line.cells().get(1).strip().toLowerCase(Locale.ROOT);
        if (cell.isEmpty()) {
            return null;
        }
        Boolean seen = YES_OR_NO.get(cell);
        if (seen == null) {
            throw refused(
                    at(line, 1) + " ('seen') is '" + SafeText.of(line.cells().get(1)) + "'",
                    "write 1 for a class that the model was trained on, else 0");
        }
        return seen;
    }

    private static float[] values(CsvText.Line line, int first, List<String> attributes) {
        float[] values = new float[attributes.size()];
        for (int i = 0; i < values.length; i++) {
            String cell = line.cells().get(first + i).strip();
            values[i] = cell.isEmpty() ? Float.NaN : number(cell);
            if (!cell.isEmpty() && !Float.isFinite(values[i])) {
                throw refused(
                        at(line, first + i) + " ('" + SafeText.of(attributes.get(i)) + "') is '" + SafeText.of(cell)
                                + "', which is no number",
                        "write a number, as in 0.5, or leave the cell empty");
            }
        }
        return values;
    }

    /** NaN where it is none. A comma in it can only be a decimal one: else it would have parted two cells. */
    private static float number(String cell) {
        try {
            return Float.parseFloat(DECIMAL_COMMA.matcher(cell).matches() ? cell.replace(',', '.') : cell);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    private static String at(CsvText.Line line, int column) {
        return "line " + line.number() + ", column " + (column + 1);
    }

    private static RefusedException refused(String message, String hint) {
        return new RefusedException(Refusal.BAD_TABLE, message, hint);
    }
}
