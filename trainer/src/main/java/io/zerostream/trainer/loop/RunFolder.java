package io.zerostream.trainer.loop;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.schemas.LockFile;
import io.zerostream.trainer.MetricsFile;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.ClassTables;
import io.zerostream.trainer.internal.Jsons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run: its configuration and class tables, what it reports, and while it lasts the state from which it goes
 * on after a kill.
 */
public final class RunFolder {
    private static final String CONFIG = "config.json";
    private static final String METRICS = "metrics.jsonl";
    private static final String REPORT = "report.json";
    /** Whose the rest is, as long as there is no state. */
    private static final String IDENTITY = "identity.txt";

    /** Two runs in a folder would write each other's files. */
    private static final String LOCK = "run.lock";

    private static final String SCRATCH = "scratch";

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** What is done in a folder. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T in(RunFolder folder) throws IOException;
    }

    /** How the run of a folder is called, unless there is none or it does not say so. */
    public static Optional<String> name(Path path) {
        try {
            return Optional.ofNullable(Jsons.MAPPER
                    .readTree(Files.readString(path.resolve(CONFIG)))
                    .path("name")
                    .textValue());
        } catch (IOException e) {
            // whoever goes on with it is told what is wrong with it
            return Optional.empty();
        }
    }

    /**
     * Begins a run.
     *
     * @param path made when it is not there
     * @param config of the run, as JSON
     * @throws TrainerException when the folder cannot be written, holds a run that has ended or can be gone on with, or
     *     another run has it
     */
    public static <T> T begin(Path path, ZeroShotDataSet data, String config, Work<T> work) {
        return guarded(path, folder -> {
            if (SavedState.in(path)) {
                throw new TrainerException(
                        "there is an unfinished run in " + path + "; go on with it by --resume, or use another folder");
            }
            if (Files.exists(path.resolve(REPORT))) {
                throw new TrainerException(
                        "there is a finished run in " + path
                                + ", whose report and model this one would take the place of; use another folder, or remove it");
            }
            forget(path);
            ClassTables.write(data, path);
            Files.writeString(path.resolve(CONFIG), config);
            return work.in(folder);
        });
    }

    /** What a run left that was killed before it saved itself: it would be taken for this one's. */
    private static void forget(Path path) throws IOException {
        Files.deleteIfExists(path.resolve(IDENTITY));
        FileUtils.deleteDirectory(path.resolve(SCRATCH).toFile());
    }

    /**
     * Goes on with a run that was killed.
     *
     * @throws TrainerException when there is none, or it has ended, or is under way, or the folder cannot be read or written
     */
    public static <T> T goOn(Path path, Work<T> work) {
        if (!Files.exists(path.resolve(CONFIG))) {
            throw new TrainerException("there is no run in " + path + ": it has no " + CONFIG);
        }
        return guarded(path, folder -> {
            if (Files.exists(path.resolve(REPORT)) && !SavedState.in(path)) {
                throw new TrainerException("the run in " + path
                        + " has ended: there is nothing to go on with. Its model is " + path.resolve(Runs.CHECKPOINT));
            }
            return work.in(folder);
        });
    }

    private static <T> T guarded(Path path, Work<T> work) {
        try {
            Files.createDirectories(path);
            Path file = path.resolve(LOCK);
            try (LockFile lock = LockFile.take(file)) {
                if (lock == null) {
                    throw new TrainerException("a training in " + path + " is under way (process "
                            + LockFile.holder(file) + "): wait for it, or use another folder");
                }
                return work.in(new RunFolder(path));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new TrainerException(
                    "cannot read or write the run in " + path + " (" + e.getMessage()
                            + "); is it writable, is the disk full?",
                    e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /**
     * A folder for what is dear to make and of use to this run only: there after a kill, gone when the run has ended or
     * another begins.
     */
    public Path scratch() throws IOException {
        return Files.createDirectories(path.resolve(SCRATCH));
    }

    /** The run's configuration, as JSON. */
    public String config() throws IOException {
        return Files.readString(path.resolve(CONFIG));
    }

    /**
     * The state that the run saved last; null when it had not saved itself yet, as when it begins.
     *
     * @param identity of the run
     * @throws TrainerException when the state is another run's
     */
    public @Nullable SavedState saved(String identity) throws IOException {
        Path own = path.resolve(IDENTITY);
        SavedState saved = SavedState.in(path) ? SavedState.read(path) : null;
        String known = saved != null ? saved.progress().config() : Files.exists(own) ? Files.readString(own) : identity;
        if (!known.equals(identity)) {
            throw new TrainerException("the run in " + path + " was on other data or with another configuration");
        }
        Files.writeString(own, identity);
        return saved;
    }

    /**
     * What tells a run from others: a hash of its configuration, of pretrained weights, and of the data's lists.
     *
     * @param weights what identifies the weights it begins with
     */
    public static String identity(String config, String weights, ZeroShotDataSet data) {
        StringBuilder all = new StringBuilder(config).append(weights).append(data.name());
        for (Split split : Split.values()) {
            data.pictures(split)
                    .forEach(p -> all.append('\n').append(p.path()).append(' ').append(p.label()));
        }
        return Checkpoint.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What the run reports; the caller closes it. */
    public MetricsFile metrics(Progress start, ProgressListener listener) throws IOException {
        return new MetricsFile(path.resolve(METRICS), start.metricsBytes(), listener);
    }

    /** Writes the reports, and forgets the state: the run is over. */
    public void done(String json, String html) throws IOException {
        Files.writeString(path.resolve(REPORT), json);
        Files.writeString(path.resolve("report.html"), html);
        Files.deleteIfExists(path.resolve(SavedState.FILE));
        Files.deleteIfExists(path.resolve(IDENTITY));
        FileUtils.deleteDirectory(path.resolve(SCRATCH).toFile());
    }
}
