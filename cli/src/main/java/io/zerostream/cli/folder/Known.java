package io.zerostream.cli.folder;

import org.jspecify.annotations.Nullable;

/** What is remembered of a file that is there, about 300 bytes. Times are of the source's clock, nanoseconds. */
final class Known {
    /** What it was when it was looked at last. */
    Version version = Version.UNKNOWN;
    /** Why it is nothing that can be read; null for a file. */
    Refusal.@Nullable Reason obstacle;
    /** When it may be taken, unless it changes before. */
    long dueAt;
    /** Whether this version needs no further try. */
    boolean done;
    /** The look that saw it last; 0 before the first. */
    long look;
    /** Why it was refused, and has not been sent since; null when it was not. */
    Refusal.@Nullable Reason refused;
    /** Its size when it was told to be too large. */
    long toldSize = Long.MAX_VALUE;

    void changed(Version now, long settledAt) {
        version = now;
        dueAt = settledAt;
        done = false;
    }

    void sent() {
        done = true;
        refused = null;
        toldSize = Long.MAX_VALUE;
    }

    /**
     * It is not taken.
     *
     * @return whether that is news. It is of a large file only when it has become smaller: a copy under way may stand still
     *     and grow on many times
     */
    boolean refused(Refusal.Reason reason) {
        boolean smaller = reason == Refusal.Reason.TOO_LARGE && version.size() < toldSize;
        boolean news = smaller || reason != refused;
        refused = reason;
        toldSize = reason == Refusal.Reason.TOO_LARGE ? Math.min(toldSize, version.size()) : toldSize;
        return news;
    }
}
