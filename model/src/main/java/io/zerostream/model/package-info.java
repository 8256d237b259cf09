/**
 * Zero-shot models as a library for any DJL user: pictures to semantic vectors ({@link
 * io.zerostream.model.ZeroShotModel}), semantic vectors to classes ({@link io.zerostream.model.ClassScorer}). What is
 * here without a native suffix in its name is plain Java: immutable, thread-safe, without native memory.
 */
@NullMarked
package io.zerostream.model;

import org.jspecify.annotations.NullMarked;
