@NullMarked
package io.zerostream.model.checkpoint;

import org.jspecify.annotations.NullMarked;
