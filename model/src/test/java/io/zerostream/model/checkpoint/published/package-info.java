@NullMarked
package io.zerostream.model.checkpoint.published;

import org.jspecify.annotations.NullMarked;
