/** One step of training: batches, losses, gradients in lanes, update rules, and what a run says of itself at the end. */
@NullMarked
package io.zerostream.trainer.learn;

import org.jspecify.annotations.NullMarked;
