/** Tests of the pieces of checkpoints. */
@NullMarked
package io.zerostream.schemas.chunks;

import org.jspecify.annotations.NullMarked;
