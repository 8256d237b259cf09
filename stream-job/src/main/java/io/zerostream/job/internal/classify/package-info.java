/** Micro-batches through the model that serves: closed by size, delay or barrier, matched, answered in order. */
@NullMarked
package io.zerostream.job.internal.classify;

import org.jspecify.annotations.NullMarked;
