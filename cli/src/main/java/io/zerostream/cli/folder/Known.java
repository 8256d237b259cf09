package io.zerostream.cli.folder;

import org.jspecify.annotations.Nullable;

/** What is remembered of a file, about 300 bytes. Times are of the source's clock, nanoseconds. */
final class Known {
    /** What it was when it was looked at last. */
    Version version = Version.UNKNOWN;
    /** Why it is nothing that can be read; null for a file. */
    Refusal.@Nullable Reason obstacle;
    /** When it has stood still for long enough to be taken as it is, unless it changes before. */
    long stillAt;
    /** When it is to be looked into all the same, for it may never stand still. */
    long impatientAt;
    /** Whether a look has seen it stand still. */
    boolean stood;
    /** Since when it has been changing. */
    long changingSince;
    /** Whether this version needs no further try. */
    boolean done = true;
    /** The look that saw it last; 0 before the first. */
    long look;
    /** Why it was refused, and has not been sent since; null when it was not. */
    Refusal.@Nullable Reason refused;
    /** Its size when it was told to be too large. */
    long toldSize = Long.MAX_VALUE;

    boolean due(long now) {
        return !done && (isStill(now) || now - impatientAt >= 0);
    }

    boolean isStill(long now) {
        return now - stillAt >= 0;
    }

    void changed(Version version, long now, Settling settling) {
        // that nobody looked for a while does not mean that it stood still
        if (done || stood) {
            stood = false;
            changingSince = now;
            impatientAt = now + settling.patience();
        }
        this.version = version;
        stillAt = now + settling.still();
        done = false;
    }

    /** It is tried again then, and not before. */
    void tryAt(long time) {
        stillAt = time;
        impatientAt = time;
    }

    void sent(Version version) {
        this.version = version;
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
