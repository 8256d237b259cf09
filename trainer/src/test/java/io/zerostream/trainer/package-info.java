@NullMarked
package io.zerostream.trainer;

import org.jspecify.annotations.NullMarked;
