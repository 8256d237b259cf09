package io.zerostream.model.checkpoint.pytorch;

import io.zerostream.model.ModelException;
import java.util.List;

/** A Python tuple. Equal only to itself. */
final class PyTuple {
    private final List<Object> items;

    PyTuple(List<Object> items) {
        this.items = List.copyOf(items);
    }

    List<Object> items() {
        return items;
    }

    /**
     * Whole numbers, as sizes and strides are given.
     *
     * @throws ModelException when an item is none
     */
    long[] toLongs(String what) {
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
