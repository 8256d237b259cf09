package io.zerostream.job.internal.classify;

import java.util.List;

/**
 * Pictures that go through the model together. Immutable.
 *
 * @param pictures in the order of their arrival; at least one
 * @param serving what to answer them with; the batch holds a share of its model
 */
record Batch(List<Pending> pictures, Serving serving) {
    Batch {
        pictures = List.copyOf(pictures);
    }

    int size() {
        return pictures.size();
    }

    /** Event time of the oldest picture, epoch milliseconds. */
    long oldest() {
        return pictures.stream().mapToLong(Pending::timestamp).min().orElse(Long.MAX_VALUE);
    }
}
