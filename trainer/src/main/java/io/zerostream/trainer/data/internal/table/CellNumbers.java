package io.zerostream.trainer.data.internal.table;

import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the cells of one table as numbers. A decimal comma is taken, and found once; where decimal points stand beside it,
 * one of the two may part thousands, and the table is damaged.
 */
final class CellNumbers {
    private static final Pattern COMMA = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d+)?");

    private final List<String> header;
    private final Findings findings;
    /** Cell and place of the first of each; empty until there is one. */
    private String firstComma = "";

    private String firstPoint = "";

    CellNumbers(List<String> header, Findings findings) {
        this.header = header;
        this.findings = findings;
    }

    /** What is behind a row's first cell; NaN, which is found, for what is no number. */
    float[] of(CsvTable.Row row) {
        float[] values = new float[row.cells().size() - 1];
        for (int i = 0; i < values.length; i++) {
            String cell = row.cells().get(i + 1);
            try {
                values[i] = Float.parseFloat(pointed(cell, row.where()));
            } catch (NumberFormatException e) {
                String column = i + 1 < header.size() ? "'" + header.get(i + 1) + "'" : Integer.toString(i + 2);
                findings.error(
                        Finding.Kind.ATTRIBUTE_VALUE,
                        row.where(),
                        "column " + column + " is '" + cell + "', not a number");
                values[i] = Float.NaN;
            }
        }
        return values;
    }

    private String pointed(String cell, String where) {
        boolean comma = COMMA.matcher(cell).matches();
        if (comma && firstComma.isEmpty()) {
            firstComma = place(cell, where);
            findings.warning(Finding.Kind.NOTATION, where, "'" + cell + "' is taken for a number with a decimal comma");
            findMixture(where);
        } else if (firstPoint.isEmpty() && cell.indexOf('.') >= 0) {
            firstPoint = place(cell, where);
            findMixture(where);
        }
        return comma ? cell.replace(',', '.') : cell;
    }

    private static String place(String cell, String where) {
        return "'" + cell + "' (" + where + ")";
    }

    private void findMixture(String where) {
        if (!firstComma.isEmpty() && !firstPoint.isEmpty()) {
            findings.error(
                    Finding.Kind.NOTATION,
                    where,
                    "the table has both " + firstPoint + " and " + firstComma
                            + "; write all its decimals with a point, and no thousands apart");
        }
    }
}
