package io.zerostream.trainer.evaluation;

/** Mean loss of the steps since the last point. */
public record LossPoint(String stage, int step, double loss) {}
