/** Training on made-up views of flags, and the checkpoint that is bundled. */
@NullMarked
package io.zerostream.trainer.flags.run;

import org.jspecify.annotations.NullMarked;
