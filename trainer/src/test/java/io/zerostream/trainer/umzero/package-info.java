@NullMarked
package io.zerostream.trainer.umzero;

import org.jspecify.annotations.NullMarked;
