/** Parts of the trainer that may change without notice. */
@NullMarked
package io.zerostream.trainer.internal;

import org.jspecify.annotations.NullMarked;
