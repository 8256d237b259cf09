package io.zerostream.schemas.change;

import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassSet;

/**
 * γ and the unknown threshold: of a class set, or as a model recommends them.
 *
 * @param gamma penalty of seen classes
 * @param calibration its unit
 * @param unknownThreshold least cosine for a label, in [-1,1]
 */
public record SetScoring(float gamma, Calibration calibration, float unknownThreshold) {

    /** A set's. */
    public static SetScoring of(ClassSet set) {
        return new SetScoring(set.getGamma(), set.getCalibration(), set.getUnknownThreshold());
    }
}
