package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import io.zerostream.model.ModelException;
import java.util.List;

/** A Python tuple. Equal only to itself. */
public final class PyTuple {
    private final List<Object> items;

    /** @param items in order; copied */
    public PyTuple(List<Object> items) {
        this.items = List.copyOf(items);
    }

    /** Its items, in order. */
    public List<Object> items() {
        return items;
    }

    /**
     * Whole numbers, as sizes and strides are given.
     *
     * @throws ModelException when an item is none
     */
    public long[] toLongs(String what) {
        long[] numbers = new long[items.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(items.get(i) instanceof Long number)) {
                throw new ModelException(what + " holds something that is no whole number of 64 bits");
            }
            numbers[i] = number;
        }
        return numbers;
    }
}
