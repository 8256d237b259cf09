package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.serving.Served;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.List;

/**
 * What a shadow said of a batch.
 *
 * @param shadow who said it
 * @param pairs one a picture that both labelled
 * @param failed pictures that the shadow has no label for
 */
record ShadowResult(Served shadow, List<Pair> pairs, int failed) {
    /**
     * Two labels of one picture.
     *
     * @param position of the picture in its batch
     * @param served the label that went out
     * @param beside the shadow's
     */
    record Pair(int position, ZeroShotLabel served, ZeroShotLabel beside) {
        /** Whether both would tell a reader the same: the same class, or both UNKNOWN. */
        boolean agrees() {
            return said(served).equals(said(beside));
        }

        private static String said(ZeroShotLabel label) {
            boolean unknown =
                    label.getOutcome() == Outcome.UNKNOWN || label.getTop().isEmpty();
            return unknown ? "" : label.getTop().get(0).getName();
        }
    }
}
