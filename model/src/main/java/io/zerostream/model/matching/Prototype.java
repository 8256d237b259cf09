package io.zerostream.model.matching;

/**
 * A class as a point of the semantic space. Treat the array as read-only.
 *
 * @param className name of the class
 * @param vector attribute values (a), any scale
 * @param seen whether the model was trained on pictures of the class
 */
public record Prototype(String className, float[] vector, boolean seen) {}
