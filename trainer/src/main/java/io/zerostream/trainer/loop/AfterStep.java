package io.zerostream.trainer.loop;

/** What happens between two steps. */
public interface AfterStep {
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
    default boolean goOn(long step, long steps, double perEpoch) {
        return true;
    }
}
