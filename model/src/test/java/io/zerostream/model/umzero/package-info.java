@NullMarked
package io.zerostream.model.umzero;

import org.jspecify.annotations.NullMarked;
