package io.zerostream.trainer;

import java.time.Duration;
import java.util.Map;

/** Hears how a training run goes, on the training thread; must be quick. */
public interface ProgressListener {
    /** Hears nothing. */
    ProgressListener NONE = new ProgressListener() {};

    /**
     * A stage begins.
     *
     * @param name of the stage
     * @param steps how many steps it will have
     */
    default void stage(String name, int steps) {}

    /**
     * A step is done.
     *
     * @param step from 1
     * @param loss of this step; NaN where there is none to speak of
     * @param left how long the rest of the stage will take at this pace
     */
    default void step(int step, double loss, Duration left) {}

    /**
     * Something was measured.
     *
     * @param what on which classes
     * @param figures by name, as fractions
     */
    default void measured(String what, Map<String, Double> figures) {}

    /** The run is over, for better or worse. */
    default void end() {}
}
