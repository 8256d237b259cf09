package io.zerostream.trainer.evaluation;

/** Figures on the validation classes after some steps of stage one. */
public record Trial(int step, Figures figures) {}
