package io.zerostream.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The device of a job that was built to look at a folder before each call of its model, as a job of the tests is: files
 * there say how the device is. All task managers see the same.
 */
final class SickDevice {
    /** While it is there, every call fails. */
    static final String FAILS = "fails";
    /** While it is there, no call returns. */
    static final String HANGS = "hangs";

    private final Path folder;

    /** @param folder made if needed; well at first */
    SickDevice(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new FaultException("cannot make " + folder, e);
        }
        heal();
    }

    Path folder() {
        return folder;
    }

    /** @param how {@link #FAILS} or {@link #HANGS} */
    void becomes(String how) {
        try {
            Files.writeString(folder.resolve(how), "");
        } catch (IOException e) {
            throw new FaultException("cannot make the device sick in " + folder, e);
        }
    }

    void heal() {
        try {
            Files.deleteIfExists(folder.resolve(FAILS));
            Files.deleteIfExists(folder.resolve(HANGS));
        } catch (IOException e) {
            throw new FaultException("cannot heal the device in " + folder, e);
        }
    }
}
