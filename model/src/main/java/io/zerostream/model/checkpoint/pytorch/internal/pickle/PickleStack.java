package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import io.zerostream.model.ModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a pickle works on: a stack with marks, and a memo. Both are bounded. */
final class PickleStack {
    /** State dicts nest five deep; even long tuples stay far below. */
    private static final int DEEPEST = 100_000;

    private final List<Object> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    void push(Object value) {
        if (values.size() == DEEPEST) {
            throw new ModelException("the pickle nests or lists more than " + DEEPEST + " values at once");
        }
        values.add(value);
    }

    Object pop() {
        peek();
        return values.remove(values.size() - 1);
    }

    Object peek() {
        if (values.size() == floor()) {
            throw new ModelException("the pickle takes a value from an empty stack");
        }
        return values.get(values.size() - 1);
    }

    boolean isEmpty() {
        return values.size() == floor();
    }

    void mark() {
        if (marks.size() == DEEPEST) {
            throw new ModelException("the pickle has more than " + DEEPEST + " marks open at once");
        }
        marks.add(values.size());
    }

    /** All values above the last mark, in order; they and the mark are gone then. */
    List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw new ModelException("the pickle goes back to a mark that it did not set");
        }
        List<Object> above = values.subList(marks.remove(marks.size() - 1), values.size());
        List<Object> taken = new ArrayList<>(above);
        above.clear();
        return taken;
    }

    boolean marked() {
        return !marks.isEmpty();
    }

    void memoize(long index) {
        if (index < 0) {
            throw new ModelException("the pickle stores at memo entry " + index);
        }
        memo.put(index, peek());
    }

    void memoizeNext() {
        memoize(memo.size());
    }

    void recall(long index) {
        Object value = memo.get(index);
        if (value == null) {
            throw new ModelException("the pickle recalls memo entry " + index + ", which it never stored");
        }
        push(value);
    }

    /** Values below the last mark belong to what was begun before it. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }
}
