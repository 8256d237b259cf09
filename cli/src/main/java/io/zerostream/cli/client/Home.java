package io.zerostream.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that holds everything ZeroStream writes on this machine: broker and registry data, checkpoints, logs, runs,
 * unpacked natives, the addresses of a running demo.
 *
 * @param path the folder; {@code .zerostream} unless {@code zerostream.home} says otherwise
 */
public record Home(Path path) {
    /** The home of this process. */
    public static Home current() {
        return new Home(
                Path.of(System.getProperty("zerostream.home", ".zerostream")).toAbsolutePath());
    }

    /** That of a run which begins with nothing and leaves alone what is here. */
    public Home ofHeadlessRuns() {
        return new Home(path.resolve("headless"));
    }

    public Path log() {
        return path.resolve("logs/zerostream.log");
    }

    /** Whether the log can be written; makes its folder. */
    public boolean hasLog() {
        try {
            Path folder = Files.createDirectories(path.resolve("logs"));
            return Files.isWritable(folder) && (Files.notExists(log()) || Files.isWritable(log()));
        } catch (IOException e) {
            return false;
        }
    }

    /** Where a running demo tells other processes its addresses. */
    public Path endpointsFile() {
        return path.resolve("endpoints.json");
    }

    /** Users and passwords of cameras, unless the user names a file. */
    public Path cameraSecrets() {
        return path.resolve("cameras.secrets");
    }

    /** What was sent from this machine by hand. */
    public Path ingested() {
        return path.resolve("ingest");
    }

    /** Where the demo plays videos from. */
    public Path videos() {
        return path.resolve("videos");
    }

    /** Where training runs go unless the user names a folder. */
    public Path runs() {
        return path.resolve("runs");
    }

    /**
     * Makes the folder and proves that it can be written to.
     *
     * @throws UserException when it cannot, with the reason
     */
    public Home prepared() {
        try {
            Files.createDirectories(path);
            Files.delete(Files.write(Files.createTempFile(path, "probe", ""), new byte[8192]));
        } catch (IOException e) {
            throw new UserException(
                    "cannot write to " + path + " (" + e.getMessage()
                            + "): free some disk space, or set ZEROSTREAM_HOME to a folder you may write to",
                    e);
        }
        return this;
    }
}
