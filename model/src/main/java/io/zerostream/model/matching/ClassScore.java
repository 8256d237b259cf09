package io.zerostream.model.matching;

/**
 * One class with its score.
 *
 * @param className name of the class
 * @param score softmax over the classes of the set, less γ when seen: in [-γ, 1]
 * @param seen whether the model was trained on it
 */
public record ClassScore(String className, float score, boolean seen) {}
