package io.zerostream.model.matching;

import java.util.List;

/**
 * What a picture was matched with.
 *
 * @param unknown whether the best class is not similar enough
 * @param top best classes, best first; at least one
 * @param evidence attributes that spoke most for the best class, strongest first
 * @param margin score of the best class less that of the second; the score itself in a set of one class
 * @param similarity cosine between the semantic vector and the best class's prototype; 0 for a zero vector
 */
public record Match(boolean unknown, List<ClassScore> top, List<Evidence> evidence, float margin, float similarity) {}
