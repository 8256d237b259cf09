/** VSPCN: visual and semantic prompts that work together in a frozen vision transformer. */
@NullMarked
package io.zerostream.model.vspcn;

import org.jspecify.annotations.NullMarked;
