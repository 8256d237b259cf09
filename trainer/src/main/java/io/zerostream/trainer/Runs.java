package io.zerostream.trainer;

import io.zerostream.model.checkpoint.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds what a training run left behind. */
public final class Runs {
    /** Name of the checkpoint's folder in a run's folder. */
    public static final String CHECKPOINT = "checkpoint";

    private Runs() {}

    /**
     * The checkpoint of a run.
     *
     * @param folder of the run, or of the checkpoint itself
     * @throws io.zerostream.model.ModelException when there is none, or it is damaged
     */
    public static Checkpoint checkpoint(Path folder) {
        Path inside = folder.resolve(CHECKPOINT);
        return Checkpoint.read(Files.isDirectory(inside) ? inside : folder);
    }
}
