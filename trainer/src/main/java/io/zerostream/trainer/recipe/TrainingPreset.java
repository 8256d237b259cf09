package io.zerostream.trainer.recipe;

/** A named way to train a model; {@code ./zerostream train --preset NAME}. Listed in {@link TrainingPresets}. */
public interface TrainingPreset {
    /** Lower case with dashes, unique. */
    String name();

    /** One line for people: which network, on what, what it needs, roughly how long; told before it begins. */
    String summary();

    /**
     * Trains, evaluates, and leaves in the request's folder {@code config.*} (the run can be made again with it), {@code
     * metrics.jsonl}, {@code checkpoint/}, {@code report.json} and {@code report.html}. One at a time in a process.
     *
     * @throws io.zerostream.trainer.TrainerException when data, configuration or folder cannot be used, or training
     *     diverges
     */
    TrainingOutcome train(TrainingRequest request);
}
