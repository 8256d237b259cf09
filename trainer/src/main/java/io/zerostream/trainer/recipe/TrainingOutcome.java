package io.zerostream.trainer.recipe;

import io.zerostream.model.checkpoint.Checkpoint;
import java.util.Map;

/**
 * What a run gave.
 *
 * @param checkpoint the trained model, with how it was measured in its manifest
 * @param figures T1, U, S, H on the test classes, as fractions; empty when they were left alone
 */
public record TrainingOutcome(Checkpoint checkpoint, Map<String, Double> figures) {
    public TrainingOutcome {
        figures = Map.copyOf(figures);
    }
}
