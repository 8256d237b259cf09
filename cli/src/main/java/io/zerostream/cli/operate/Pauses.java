package io.zerostream.cli.operate;

import io.zerostream.cli.client.UserException;

/** Waits between looks. */
final class Pauses {
    private Pauses() {}

    /** @throws UserException when the command is interrupted */
    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("interrupted while waiting", e);
        }
    }
}
