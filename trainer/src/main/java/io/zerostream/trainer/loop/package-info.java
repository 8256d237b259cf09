/** Training of any zero-shot model on any data set: configuration, loop, state that survives a kill, report. */
@NullMarked
package io.zerostream.trainer.loop;

import org.jspecify.annotations.NullMarked;
