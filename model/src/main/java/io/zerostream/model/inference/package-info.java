/**
 * Pictures to semantic vectors, whatever the architecture: {@link io.zerostream.model.inference.ZeroShotModels} opens a
 * checkpoint, {@link io.zerostream.model.inference.ZeroShotModel} answers.
 */
@NullMarked
package io.zerostream.model.inference;

import org.jspecify.annotations.NullMarked;
