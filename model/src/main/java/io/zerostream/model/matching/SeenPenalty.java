package io.zerostream.model.matching;

import io.zerostream.model.ModelException;
import java.util.Locale;
import java.util.Objects;

/**
 * What is taken off the classes that a model was trained on, so that others have a chance (calibrated stacking, Chao et
 * al. 2016). The number means nothing without its unit.
 *
 * @param gamma γ: in [0,1] for {@link Calibration#SOFTMAX}, at least 0 for {@link Calibration#LOGITS}
 * @param calibration what γ is subtracted from
 */
public record SeenPenalty(float gamma, Calibration calibration) {
    /** Takes nothing off. */
    public static final SeenPenalty NONE = new SeenPenalty(0, Calibration.LOGITS);

    /** @throws ModelException when γ is out of the range that its unit has */
    public SeenPenalty {
        String fault = Objects.requireNonNull(calibration, "γ has a unit").fault(gamma);
        if (!fault.isEmpty()) {
            throw new ModelException("gamma is " + gamma + "; " + fault);
        }
    }

    /** For people: the number and what it is taken from. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f %s", gamma, calibration.unit());
    }
}
