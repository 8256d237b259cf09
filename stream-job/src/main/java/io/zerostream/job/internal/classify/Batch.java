package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.serving.Serving;
import java.util.List;

/**
 * Pictures that go through the model together. Immutable.
 *
 * @param pictures in the order of their arrival; at least one
 * @param serving what to answer them with; the batch holds a share of each model
 * @param openedAt when its oldest picture came, processing time, milliseconds
 */
record Batch(List<Pending> pictures, Serving serving, long openedAt) {
    Batch {
        pictures = List.copyOf(pictures);
    }

    int size() {
        return pictures.size();
    }
}
