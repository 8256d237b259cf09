@NullMarked
package io.zerostream.trainer.pictures;

import org.jspecify.annotations.NullMarked;
