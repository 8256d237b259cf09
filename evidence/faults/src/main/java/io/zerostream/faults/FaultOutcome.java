package io.zerostream.faults;

import java.util.List;

/**
 * What became of one kind of fault.
 *
 * @param fault its name
 * @param pictures sent while it happened, those that close the windows included
 * @param recoverySeconds of each time it happened: from the fault until every source had a committed end of a picture
 *     that was sent after it; NaN when that never came
 * @param verdict of all pictures up to then, those of the faults before included
 */
public record FaultOutcome(String fault, long pictures, List<Double> recoverySeconds, Verdict verdict) {}
