/**
 * Semantic vectors to classes ({@link io.zerostream.model.matching.ClassScorer}): prototypes, penalties, the unknown, and the
 * attributes that speak for an answer. What has no native suffix in its name is plain Java: immutable, thread-safe, without
 * native memory.
 */
@NullMarked
package io.zerostream.model.matching;

import org.jspecify.annotations.NullMarked;
