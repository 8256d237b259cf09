package io.zerostream.cli.folder;

import java.time.Duration;

/**
 * When a file is taken. Cameras and copies write in pieces, so it must stand still for a while. One that others write again
 * and again never does: it is looked into when patience ends, and then now and then, until it is met as a whole picture.
 *
 * @param still nanoseconds for which its size and time must not change
 */
record Settling(long still) {
    /** So many times as long as it would have to stand still. */
    private static final int PATIENCE = 3;

    /** Of a file in which no whole picture was found for so many times as long, people are told. */
    private static final int IN_VAIN = 15;

    static Settling of(Duration still) {
        return new Settling(still.toNanos());
    }

    /** After a change, until a file is looked into that has not stood still; nanoseconds. */
    long patience() {
        return PATIENCE * still;
    }

    /** Whether it has gone on for so long that people must hear of it. */
    boolean inVain(long nanos) {
        return nanos >= IN_VAIN * still;
    }
}
