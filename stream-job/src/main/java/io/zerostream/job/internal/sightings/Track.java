package io.zerostream.job.internal.sightings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A class that labels of a source said lately. Its stretch is the labels since its share rose to {@code sightings.off};
 * below that there is none.
 *
 * @param share smoothed share of the labels that say it, in [0,1]
 * @param present whether it has appeared, and not left
 * @param firstAt event time of the stretch's first label, epoch milliseconds
 * @param lastAt event time of the last label that said it, epoch milliseconds
 * @param labels of the stretch that say it; 0 = there is no stretch
 * @param scores sum of their scores
 * @param best the one with the highest score, of several the first; null without a stretch
 */
public record Track(
        double share,
        boolean present,
        long firstAt,
        long lastAt,
        long labels,
        double scores,
        @Nullable Frame best) {

    /** Of a class that was not said lately. */
    static final Track NONE = new Track(0, false, 0, Long.MIN_VALUE, 0, 0, null);

    /** With labels of one instant that say it, which belong to its stretch if there is one by now. */
    Track said(long at, List<Frame> frames, double newShare, boolean inStretch) {
        if (!inStretch) {
            return new Track(newShare, false, 0, at, 0, 0, null);
        }
        double sum = scores;
        Frame top = best;
        for (Frame frame : frames) {
            sum += frame.score();
            top = top == null || frame.score() > top.score() ? frame : top;
        }
        long first = labels == 0 ? at : firstAt;
        return new Track(newShare, present, first, at, labels + frames.size(), sum, top);
    }

    /** After labels that say others. */
    Track passedOver(double newShare, boolean inStretch) {
        return inStretch
                ? new Track(newShare, present, firstAt, lastAt, labels, scores, best)
                : new Track(newShare, false, 0, lastAt, 0, 0, null);
    }

    Track appeared() {
        return new Track(share, true, firstAt, lastAt, labels, scores, best);
    }
}
