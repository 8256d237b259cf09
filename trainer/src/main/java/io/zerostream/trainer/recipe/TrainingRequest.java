package io.zerostream.trainer.recipe;

import io.zerostream.trainer.ProgressListener;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a person asks a preset for.
 *
 * @param data a folder or the name of a data set, as {@link io.zerostream.trainer.data.format.DataSets#open(String)} takes it
 * @param out folder of the run; made when it is not there
 * @param config file whose values replace those of the preset; null for the preset as it is
 * @param seed replaces the configuration's; null to keep that
 * @param pretrained folder of weights that others trained, where the preset needs some; null to look where its
 *     configuration says
 * @param resume whether to go on with the run that was killed in {@code out}, instead of beginning one
 * @param listener hears how it goes
 */
public record TrainingRequest(
        String data,
        Path out,
        @Nullable Path config,
        @Nullable Long seed,
        @Nullable Path pretrained,
        boolean resume,
        ProgressListener listener) {
    /** Without a folder of pretrained weights. */
    public TrainingRequest(
            String data,
            Path out,
            @Nullable Path config,
            @Nullable Long seed,
            boolean resume,
            ProgressListener listener) {
        this(data, out, config, seed, null, resume, listener);
    }
}
