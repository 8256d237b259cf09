@NullMarked
package io.zerostream.trainer.data.format;

import org.jspecify.annotations.NullMarked;
