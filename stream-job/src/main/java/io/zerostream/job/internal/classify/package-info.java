/** Micro-batches through the model, and the model's life. */
@NullMarked
package io.zerostream.job.internal.classify;

import org.jspecify.annotations.NullMarked;
