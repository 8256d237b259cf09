/** Checkpoints and class sets to the registry topics. */
@NullMarked
package io.zerostream.trainer.publish;

import org.jspecify.annotations.NullMarked;
