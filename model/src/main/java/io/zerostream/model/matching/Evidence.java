package io.zerostream.model.matching;

/**
 * An attribute that spoke for the best class.
 *
 * @param attribute its name
 * @param value what the model saw: component of the semantic vector at unit length
 * @param expected what the class says: component of the unit-length prototype
 */
public record Evidence(String attribute, float value, float expected) {}
