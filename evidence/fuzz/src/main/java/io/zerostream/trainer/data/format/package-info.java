/** A fuzz target of what the trainer keeps to itself. */
@NullMarked
package io.zerostream.trainer.data.format;

import org.jspecify.annotations.NullMarked;
