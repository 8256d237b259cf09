package io.zerostream.trainer.loop;

import io.zerostream.trainer.learn.Learner;

/** What happens between two steps. */
interface AfterStep {
    /** Goes on. */
    AfterStep NOTHING = new AfterStep() {};

    /**
     * A step is done, and the journal knows it.
     *
     * @param step steps done in the stage
     * @param steps of the whole stage
     * @param perEpoch steps of a pass over the pictures
     * @return whether the stage goes on
     */
    default boolean goOn(Learner learner, long step, long steps, double perEpoch) {
        return true;
    }
}
