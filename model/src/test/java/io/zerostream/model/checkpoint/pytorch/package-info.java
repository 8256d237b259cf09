@NullMarked
package io.zerostream.model.checkpoint.pytorch;

import org.jspecify.annotations.NullMarked;
