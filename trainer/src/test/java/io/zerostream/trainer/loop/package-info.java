@NullMarked
package io.zerostream.trainer.loop;

import org.jspecify.annotations.NullMarked;
