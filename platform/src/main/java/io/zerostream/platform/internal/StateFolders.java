package io.zerostream.platform.internal;

import io.zerostream.platform.config.KeptState;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checkpoints of a home's jobs, and the savepoints they were stopped with. The newest one alone may be gone on from: what
 * came after an older one is committed to Kafka, and would be written again.
 */
final class StateFolders {
    /** Flink writes it last, under another name until it is whole. */
    private static final String COMPLETE = "_metadata";

    private final Path checkpoints;
    private final Path stopped;

    /** @param home whose Flink writes them */
    StateFolders(HomeFolder home) {
        checkpoints = home.folder(FlinkSettings.CHECKPOINTS);
        stopped = home.folder(FlinkSettings.STOPPED);
    }

    /** Where a job's last savepoint goes. */
    Path stopFolder() {
        return stopped;
    }

    /** Whether a job has written a checkpoint, or begun to. */
    boolean used() {
        return !folders(checkpoints).isEmpty() || !folders(stopped).isEmpty();
    }

    /** The newest that is complete. */
    Optional<KeptState> newest() {
        return Stream.concat(
                        folders(checkpoints).stream().flatMap(job -> folders(job).stream()), folders(stopped).stream())
                .filter(folder -> Files.exists(folder.resolve(COMPLETE)))
                .map(this::state)
                .max(Comparator.comparing(KeptState::completedAt));
    }

    /** Deletes what no job will go on from. */
    void deleteAllBut(Optional<KeptState> kept) {
        Stream.of(checkpoints, stopped)
                .flatMap(parent -> folders(parent).stream())
                .filter(folder ->
                        kept.isEmpty() || !Path.of(kept.get().address()).startsWith(folder))
                .forEach(HomeFolder::delete);
    }

    private KeptState state(Path folder) {
        try {
            return new KeptState(
                    folder.toUri(),
                    Files.getLastModifiedTime(folder.resolve(COMPLETE)).toInstant(),
                    folder.startsWith(stopped));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static List<Path> folders(Path parent) {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw unreadable(parent, e);
        }
    }

    private static PlatformException unreadable(Path folder, IOException problem) {
        return new PlatformException(
                "cannot look at the checkpoints in " + folder + ": " + Reasons.of(problem)
                        + "; mend its rights, or begin anew",
                problem);
    }
}
