package io.zerostream.faults;

import io.zerostream.faults.SaidLabels.Said;
import io.zerostream.job.ExpectedSightings;
import io.zerostream.schemas.avro.Sighting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Looks for labels that make exactly the sightings that were told: all of them, or all but some of the late ones. Begins
 * with all, and takes back what it took last when a sighting comes out otherwise.
 */
final class Explanation {
    /** Some seconds on a busy machine. */
    private static final int MOST_STEPS = 300_000;
    /** Late labels of one instant. */
    private static final int MOST_TOGETHER = 8;

    private final ExpectedSightings arithmetic;
    private final List<Map.Entry<Long, List<Said>>> instants;
    private final Predicate<Said> late;
    private final List<Sighting> told;
    private final long reached;

    /** What came of it. */
    enum Result {
        /** There are such labels. */
        FOUND,
        /** There are none. */
        NONE,
        /** There were too many late labels to try. */
        UNCLEAR
    }

    /**
     * Labels of the instants before this one were chosen.
     *
     * @param instant to be looked at next
     * @param choice which of its late labels are left out, one bit each
     * @param before where the source stands
     * @param matched sightings told so far that came out
     */
    private record Trial(int instant, int choice, ExpectedSightings.Step before, int matched) {}

    /**
     * @param late those that may have been left out
     * @param told in their order
     * @param reached exclusive, epoch milliseconds: what was settled before that event time must have been told
     */
    Explanation(
            ExpectedSightings arithmetic, SaidLabels labels, Predicate<Said> late, List<Sighting> told, long reached) {
        this.arithmetic = arithmetic;
        this.instants = labels.instants();
        this.late = late;
        this.told = told;
        this.reached = reached;
    }

    Result search() {
        Deque<Trial> trials = new ArrayDeque<>();
        boolean all = push(trials, 0, arithmetic.begin(), 0);
        for (int steps = 0; !trials.isEmpty(); steps++) {
            if (steps > MOST_STEPS) {
                return Result.UNCLEAR;
            }
            Trial trial = trials.pop();
            boolean atEnd = trial.instant() == instants.size();
            ExpectedSightings.Step step = atEnd ? end(trial) : next(trial);
            long now = atEnd ? Long.MAX_VALUE : instants.get(trial.instant()).getKey();
            int matched = matched(step.sightings(), trial.matched(), now);
            if (matched >= 0 && atEnd) {
                return Result.FOUND;
            }
            if (matched >= 0) {
                all &= push(trials, trial.instant() + 1, step, matched);
            }
        }
        return all ? Result.NONE : Result.UNCLEAR;
    }

    /** @return whether all choices are among the trials */
    private boolean push(Deque<Trial> trials, int instant, ExpectedSightings.Step before, int matched) {
        long lateOnes = instant == instants.size()
                ? 0
                : instants.get(instant).getValue().stream().filter(late).count();
        int tried = (int) Math.min(lateOnes, MOST_TOGETHER);
        for (int choice = (1 << tried) - 1; choice >= 0; choice--) {
            trials.push(new Trial(instant, choice, before, matched));
        }
        return lateOnes == tried;
    }

    private ExpectedSightings.Step end(Trial trial) {
        return instants.isEmpty()
                ? trial.before()
                : arithmetic.end(
                        trial.before(), instants.get(instants.size() - 1).getKey());
    }

    private ExpectedSightings.Step next(Trial trial) {
        List<ExpectedSightings.Said> labels = new ArrayList<>();
        int bit = 1;
        for (Said said : instants.get(trial.instant()).getValue()) {
            boolean may = late.test(said);
            if (!may || (trial.choice() & bit) == 0) {
                labels.add(said.label());
            }
            bit = may ? bit << 1 : bit;
        }
        return arithmetic.next(trial.before(), instants.get(trial.instant()).getKey(), labels);
    }

    /** @return how many of those told have come out by now; -1 when one has not, or another has */
    private int matched(List<Sighting> settled, int before, long now) {
        int matched = before;
        for (Sighting sighting : settled) {
            if (matched == told.size()) {
                if (sighting.getDecidedAt().toEpochMilli() < reached) {
                    return -1;
                }
            } else if (sighting.equals(told.get(matched))) {
                matched++;
            } else {
                return -1;
            }
        }
        boolean overdue =
                matched < told.size() && told.get(matched).getDecidedAt().toEpochMilli() <= now;
        return overdue ? -1 : matched;
    }
}
