/** Data sets as they lie in folders: which layout a folder has, and the readers of each. */
@NullMarked
package io.zerostream.trainer.data.format;

import org.jspecify.annotations.NullMarked;
