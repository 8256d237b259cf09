/** Files of MATLAB, as the published benchmarks have them: sizes are looked at before anything is read. */
@NullMarked
package io.zerostream.trainer.data.matlab;

import org.jspecify.annotations.NullMarked;
