package io.zerostream.job.internal.classify;

/**
 * How many pictures of one model go to the device at once. Halves when the device runs out of memory; after some calls
 * that fitted a larger one is tried, at first soon, after tries in vain more and more seldom, until what once did not fit
 * fits again. Counts calls, not time, so that a device that nobody needs more of is left in peace.
 */
final class CallLimit {
    /** No limit. */
    static final int NONE = Integer.MAX_VALUE;

    private static final int FIRST_TRY = 32;
    private static final int LONGEST_WAIT = 4096;

    private volatile int limit = NONE;
    /** What did not fit at first; when this fits, all is well again. */
    private int wanted = NONE;

    private int fitted;
    private int wait = FIRST_TRY;

    /** Most pictures that are known to fit, or {@link #NONE}. Any thread. */
    int limit() {
        return limit;
    }

    /** Most pictures of the next call: the limit, or more when a try is due. */
    int next() {
        return limit < NONE && fitted >= wait ? (int) Math.min(wanted, 2L * limit) : limit;
    }

    /**
     * A call of so many pictures, at least 2, did not fit.
     *
     * @return whether that is news: the limit is lower than before
     */
    boolean tooMany(int pictures) {
        fitted = 0;
        if (pictures > limit) {
            wait = Math.min(2 * wait, LONGEST_WAIT);
            return false;
        }
        wanted = wanted == NONE ? pictures : wanted;
        limit = pictures / 2;
        wait = FIRST_TRY;
        return true;
    }

    /**
     * A call of so many pictures fitted.
     *
     * @return whether that is news: there is no limit any more
     */
    boolean fitted(int pictures) {
        if (limit == NONE || pictures < limit) {
            return false;
        }
        if (pictures >= wanted) {
            limit = NONE;
            wanted = NONE;
            return true;
        }
        if (pictures > limit) {
            limit = pictures;
            fitted = 0;
            wait = FIRST_TRY;
        } else {
            fitted++;
        }
        return false;
    }
}
