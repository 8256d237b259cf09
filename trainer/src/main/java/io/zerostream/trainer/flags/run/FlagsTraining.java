package io.zerostream.trainer.flags.run;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.trainer.MetricsFile;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.learn.ReportPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Trains a ZeroMamba on views of flags and says how good it is. The run's folder then holds {@code config.json} (the run
 * can be made again with it), {@code metrics.jsonl} (what was measured, as it came), {@code checkpoint/}, {@code
 * report.json} and {@code report.html}.
 */
public final class FlagsTraining {
    /** Name of the checkpoint's folder in a run's folder. */
    public static final String CHECKPOINT = "checkpoint";

    private static final String REPORT = "report.json";

    private FlagsTraining() {}

    /**
     * Runs a training. One at a time in a process; the same configuration gives the same figures on the same machine.
     *
     * @param folder receives the results; made when it is not there, files in it are written over
     * @param listener hears how it goes
     * @throws TrainerException when the folder cannot be written or training diverges
     */
    public static TrainingReport run(TrainingConfig config, Path folder, ProgressListener listener) {
        FlagsDataSet flags = FlagsDataSet.load();
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), config.toJson());
            FlagsRun.Result result;
            try (MetricsFile metrics = new MetricsFile(folder.resolve("metrics.jsonl"), listener)) {
                result = new FlagsRun(config, flags, metrics).run();
            }
            result.checkpoint().write(folder.resolve(CHECKPOINT));
            Files.writeString(folder.resolve(REPORT), result.report().toJson());
            List<String> names = flags.tested().stream().map(FlagClass::name).toList();
            Files.writeString(
                    folder.resolve("report.html"), ReportPage.of(result.report().content(), result.test(), names));
            return result.report();
        } catch (IOException | UncheckedIOException e) {
            throw new TrainerException(
                    "cannot write the results to " + folder + " (" + e.getMessage()
                            + "); is it writable, is the disk full?",
                    e);
        }
    }

    /**
     * The checkpoint of a finished run.
     *
     * @throws io.zerostream.model.ModelException when there is none
     */
    public static Checkpoint checkpoint(Path folder) {
        return Checkpoint.read(folder.resolve(CHECKPOINT));
    }
}
