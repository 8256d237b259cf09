package io.zerostream.trainer.flags.run;

/** What makes of the preset flags-nano a very small network that takes 8 views a step, 2 steps an epoch. */
public final class TinyFlags {
    /** Values for {@code --config}, as YAML; who uses them adds how long to train. */
    public static final String VALUES = """
            imageSize: 32
            network: {embedding_size: 8, local_hidden: 16, backbone: {depths: [1, 1, 1, 1], dims: [8, 16, 16, 16], head_classes: 16}}
            views: {madeUp: {perFlag: 5, distractors: 8}, pass: 16, validationViews: 1, testViews: 1}
            batchSize: 8
            updates: {averageDecay: 0.9}
            """;

    private TinyFlags() {}
}
