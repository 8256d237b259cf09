package io.zerostream.trainer.learn;

/**
 * What the run cost.
 *
 * @param parameters weights of the network
 * @param steps trained
 * @param views pictures trained on
 * @param trainSeconds wall time of the training stages, evaluations on validation classes included
 * @param cpuSeconds processor time of the process in the same span, over all threads
 * @param viewsPerSecond pictures trained on per second of wall time
 * @param cores of the machine
 * @param sha256 of the tensors that came out
 */
public record Effort(
        long parameters,
        int steps,
        long views,
        double trainSeconds,
        double cpuSeconds,
        double viewsPerSecond,
        int cores,
        String sha256) {}
