package io.zerostream.cli.options;

import io.zerostream.cli.client.UserException;

/** Waits between looks. */
public final class Pauses {
    private Pauses() {}

    /** @throws UserException when the command is interrupted */
    public static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("interrupted while waiting", e);
        }
    }
}
