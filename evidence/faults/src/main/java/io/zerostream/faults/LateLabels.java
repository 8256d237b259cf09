package io.zerostream.faults;

import io.zerostream.faults.SaidLabels.Said;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.SightingSettings;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which labels the job may have left out of sightings: those that came when event time could have gone past them. Topics do
 * not tell how far event time was. But no further than the newest picture labelled until then less {@code
 * time.out-of-orderness}, nor than the wall clock less that; only after a silence of {@code sightings.gap} it may have been
 * so much further than the newest. So none of the others was left out. All clocks must be one machine's.
 */
final class LateLabels {
    /** From the match of a picture until its label has reached sightings, at most: its way may be blocked by Kafka. */
    private static final long ON_ITS_WAY = 10_000;

    private final long outOfOrderness;
    /** Event time of the newest label by the time when it was made; both epoch milliseconds. */
    private final NavigableMap<Long, Long> newest = new TreeMap<>();
    /** Event time that may have been reached without a picture, by the time from which on. */
    private final NavigableMap<Long, Long> wentOn = new TreeMap<>();

    /**
     * @param all labels of all class sets and sources
     * @param times how the job tells event time
     */
    LateLabels(List<Said> all, EventTime times, SightingSettings settings) {
        outOfOrderness = times.outOfOrderness().toMillis();
        // after one, the job waits so long before it lets event time go on, and somewhat longer
        long silence = settings.gap().toMillis();
        long before = Long.MIN_VALUE;
        for (Said said :
                all.stream().sorted(Comparator.comparingLong(Said::labelledAt)).toList()) {
            Map.Entry<Long, Long> last = newest.lastEntry();
            if (last != null && said.labelledAt() - before >= silence) {
                wentOn.put(said.labelledAt(), last.getValue() + silence);
            }
            newest.put(said.labelledAt(), last == null ? said.at() : Math.max(said.at(), last.getValue()));
            before = said.labelledAt();
        }
    }

    /** Whether it may have been left out. */
    boolean mayBe(Said said) {
        Map.Entry<Long, Long> untilThen = newest.floorEntry(said.labelledAt() + ON_ITS_WAY);
        Map.Entry<Long, Long> inSilence = wentOn.floorEntry(said.labelledAt());
        long byPictures =
                untilThen == null ? Long.MIN_VALUE : Math.min(untilThen.getValue(), said.labelledAt()) - outOfOrderness;
        return said.at() <= byPictures || (inSilence != null && said.at() <= inSilence.getValue());
    }
}
