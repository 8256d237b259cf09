/** Training of VSPCN: its losses, and how the general loop makes it. */
@NullMarked
package io.zerostream.trainer.vspcn;

import org.jspecify.annotations.NullMarked;
