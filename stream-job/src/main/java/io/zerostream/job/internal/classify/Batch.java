package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.serving.Serving;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
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

    /**
     * A picture that the operator owes an answer for.
     *
     * @param picture the picture
     * @param timestamp its event time, epoch milliseconds
     */
    record Pending(DecodedPicture picture, long timestamp) {}

    /** How a picture ends: exactly one of these. */
    sealed interface Verdict {
        /** With a label. */
        record Labelled(ZeroShotLabel label) implements Verdict {}

        /** Without one. */
        record Dead(DeadLetter letter) implements Verdict {}
    }

    /**
     * What became of it.
     *
     * @param verdicts one a picture, in their order
     * @param inferenceMicros the whole batch through the network and the match, µs
     */
    record Result(List<Verdict> verdicts, long inferenceMicros) {}

    int size() {
        return pictures.size();
    }
}
