package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import java.util.ArrayList;
import java.util.List;

/** A Python list or set. Equal only to itself, so that a list that holds itself does no harm. */
public final class PyList {
    private final List<Object> items = new ArrayList<>();

    /** Its items, in order; may be added to. */
    public List<Object> items() {
        return items;
    }
}
