@NullMarked
package io.zerostream.trainer.vspcn;

import org.jspecify.annotations.NullMarked;
