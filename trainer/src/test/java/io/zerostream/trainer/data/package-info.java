@NullMarked
package io.zerostream.trainer.data;

import org.jspecify.annotations.NullMarked;
