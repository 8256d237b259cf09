@NullMarked
package io.zerostream.trainer.internal;

import org.jspecify.annotations.NullMarked;
