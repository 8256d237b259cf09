/** Checkpoints on model-chunks: their pieces put together. Used by whoever opens a published version. */
@NullMarked
package io.zerostream.schemas.chunks;

import org.jspecify.annotations.NullMarked;
