package io.zerostream.faults;

import java.util.List;

/**
 * What the topics say. All are numbers of records, but for {@code unclearSightings}.
 *
 * @param pictures on {@code images}
 * @param labels on {@code labels}, committed
 * @param deadLetters on {@code dead-letters}, committed
 * @param lost pictures that ended neither way
 * @param doubled ends more than one of the same picture
 * @param strange ends of pictures that were never sent
 * @param outOfOrder labels that come after the label of a later picture of the same source
 * @param windows on {@code label-stats}
 * @param wrongWindows windows published twice or with too many labels, and labels of closed windows that none counts
 * @param lateLabels labels that windows count as late
 * @param openLabels labels in windows that had not closed yet
 * @param appeared on {@code sightings}, where they are looked at; so are the next three
 * @param left on {@code sightings}
 * @param wrongSightings sightings that labels do not make, or that are missing
 * @param unclearSightings class sets and sources whose sightings are right only if the job left late labels out, of which
 *     there are too many to find out which
 * @param examples of what is wrong, for people; at most 5
 */
public record Verdict(
        long pictures,
        long labels,
        long deadLetters,
        long lost,
        long doubled,
        long strange,
        long outOfOrder,
        long windows,
        long wrongWindows,
        long lateLabels,
        long openLabels,
        long appeared,
        long left,
        long wrongSightings,
        long unclearSightings,
        List<String> examples) {

    /** Whether each picture ended exactly once, in order, and windows and sightings say what there is. */
    public boolean good() {
        return lost == 0 && doubled == 0 && strange == 0 && outOfOrder == 0 && wrongWindows == 0 && wrongSightings == 0;
    }
}
