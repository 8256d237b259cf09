package io.zerostream.platform.internal;

import io.zerostream.platform.config.KeptState;
import io.zerostream.platform.config.PlatformException;
import io.zerostream.platform.config.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checkpoints of a home's jobs, and the savepoints they were stopped with. Which is newer their numbers tell, for a job that
 * goes on from one counts on from it; times of files do not, for homes are copied and clocks are set. A job that begins to
 * count anew finds no others here: they were set aside.
 */
final class StateFolders {
    /** How Flink calls a checkpoint's folder, before its number. */
    private static final String CHECKPOINT = "chk-";

    private final Path checkpoints;
    private final Path stopped;
    private final Path refused;
    /** Those of jobs that ran before, jobs' folders and what is complete in them: a job that runs now has its own. */
    private final List<Path> earlier;

    /** @param home whose Flink writes them; no job runs there yet */
    StateFolders(HomeFolder home) {
        checkpoints = home.folder(FlinkSettings.CHECKPOINTS);
        stopped = home.folder(FlinkSettings.STOPPED);
        refused = home.folder(FlinkSettings.REFUSED);
        earlier = Stream.of(folders(checkpoints), folders(stopped), complete().toList())
                .flatMap(List::stream)
                .toList();
    }

    /** Where a job's last savepoint goes. */
    Path stopFolder() {
        return stopped;
    }

    /** Whether a job that ran before has written a checkpoint, or begun to. */
    boolean used() {
        return !earlier.isEmpty();
    }

    /** Those that are complete, the newest first. */
    List<KeptState> found() {
        return complete()
                .map(this::state)
                .sorted(Comparator.comparingLong(KeptState::number).reversed())
                .toList();
    }

    private Stream<Path> complete() {
        return Stream.concat(
                        folders(checkpoints).stream().flatMap(job -> folders(job).stream()), folders(stopped).stream())
                .filter(folder -> Files.exists(folder.resolve(StateFiles.COMPLETE)));
    }

    /** Deletes what no job will go on from, of what was there when this was made. */
    void deleteAllBut(List<KeptState> kept) {
        earlier.stream()
                .filter(folder ->
                        kept.stream().noneMatch(state -> state.folder().startsWith(folder)))
                .forEach(HomeFolder::delete);
    }

    /**
     * Puts one where no job looks for it.
     *
     * @return where it is now
     */
    Path setAside(KeptState state) {
        Path folder = state.folder();
        try {
            Path to = Files.createTempDirectory(refused, "state-").resolve(folder.getFileName());
            return Files.move(folder, to);
        } catch (IOException e) {
            throw new PlatformException("cannot move " + folder + " to " + refused + ": " + Reasons.of(e), e);
        }
    }

    private KeptState state(Path folder) {
        try {
            long number;
            String damage = null;
            try {
                number = StateFiles.number(folder);
            } catch (StateFiles.DamagedException e) {
                damage = e.getMessage();
                number = numberByName(folder);
            }
            return new KeptState(
                    folder,
                    number,
                    Files.getLastModifiedTime(folder.resolve(StateFiles.COMPLETE))
                            .toInstant(),
                    folder.startsWith(stopped),
                    damage);
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** A savepoint is what its job ended with, so it is newer than any checkpoint. */
    private static long numberByName(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.matches(CHECKPOINT + "\\d{1,18}")
                ? Long.parseLong(name.substring(CHECKPOINT.length()))
                : Long.MAX_VALUE;
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
