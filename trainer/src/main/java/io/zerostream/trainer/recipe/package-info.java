/** Ways to train: named presets, what they are asked for and what comes out. */
@NullMarked
package io.zerostream.trainer.recipe;

import org.jspecify.annotations.NullMarked;
