package io.zerostream.gateway.internal.registry;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CSV as spreadsheets and editors save it: UTF-8, cells apart by comma, semicolon or tab, which the first line tells. Lines
 * without a word are left out. Texts that a spreadsheet would take for formulas are {@link FormulaGuard written as texts}, and
 * read as what they were.
 */
public final class CsvText {
    private static final CsvMapper CSV = CsvMapper.csvBuilder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            // a semicolon is a comma to half of all spreadsheets
            .enable(CsvGenerator.Feature.ALWAYS_QUOTE_STRINGS)
            .build();

    /** What spreadsheets put before UTF-8. */
    private static final String MARK = "\uFEFF";

    /** A cell of one letter takes thirty times its own size. */
    private static final int MOST_CELLS = 1_500_000;

    private static final String SEPARATORS = ",;\t";

    /** @param number of its first line, counted from 1 */
    record Line(int number, List<String> cells) {}

    private CsvText() {}

    /**
     * Reads it.
     *
     * @throws RefusedException when it is not UTF-8, or no CSV
     */
    static List<Line> read(byte[] bytes) {
        String text = utf8(bytes);
        List<Line> lines = new ArrayList<>();
        try (CsvParser parser = (CsvParser) CSV.reader()
                .with(CsvSchema.emptySchema().withColumnSeparator(separator(text)))
                .createParser(text)) {
            List<String> cells = new ArrayList<>();
            int number = 0;
            int all = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    number = cells.isEmpty() ? parser.currentTokenLocation().getLineNr() : number;
                    cells.add(FormulaGuard.without(parser.getText()));
                    if (++all > MOST_CELLS) {
                        throw new RefusedException(
                                Refusal.BAD_TABLE,
                                "the table has more than " + MOST_CELLS + " cells",
                                "import it in parts");
                    }
                } else if (token == JsonToken.END_ARRAY) {
                    if (!cells.stream().allMatch(String::isEmpty)) {
                        lines.add(new Line(number, List.copyOf(cells)));
                    }
                    cells.clear();
                }
            }
        } catch (IOException e) {
            RefusedException refused = new RefusedException(
                    Refusal.BAD_TABLE,
                    "the body is no CSV: " + SafeText.of(String.valueOf(e.getMessage())),
                    "close every quote that is opened");
            refused.initCause(e);
            throw refused;
        }
        return lines;
    }

    private static String utf8(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
        } catch (CharacterCodingException e) {
            RefusedException refused =
                    new RefusedException(Refusal.BAD_TABLE, "the body is not UTF-8", "save the table as CSV in UTF-8");
            refused.initCause(e);
            throw refused;
        }
    }

    /** The one that the first line has most of outside quotes; the comma where it has none. */
    private static char separator(String text) {
        String first = text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .replaceAll("\"[^\"]*\"", "");
        char most = SEPARATORS.charAt(0);
        for (int i = 1; i < SEPARATORS.length(); i++) {
            char each = SEPARATORS.charAt(i);
            most = count(first, each) > count(first, most) ? each : most;
        }
        return most;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    /**
     * Writes lines of cells, apart by commas, the first one too.
     *
     * @param lines texts, which stand in quotes, and numbers and booleans, which are written exactly
     */
    public static String write(Iterable<Object[]> lines) {
        StringWriter text = new StringWriter();
        try (SequenceWriter writer = CSV.writer(CsvSchema.emptySchema()).writeValues(text)) {
            for (Object[] line : lines) {
                writer.write(Arrays.stream(line)
                        .map(cell -> cell instanceof String said ? FormulaGuard.with(said) : cell)
                        .toArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
