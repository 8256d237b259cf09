package io.zerostream.gateway.internal.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Classes of a set as a table: a row a class, a column an attribute.
 *
 * @param attributes names of the columns with values, each once, in any order; need not be all of the space
 * @param rows each class once
 */
public record ClassTable(List<String> attributes, List<Row> rows) {
    /**
     * A class.
     *
     * @param seen whether the model was trained on it; null where the table does not say
     * @param values one an attribute of the table; NaN where the cell is empty. Not to be changed
     * @param line where it stands, counted from 1
     */
    public record Row(String name, @Nullable Boolean seen, float[] values, int line) {}
}
