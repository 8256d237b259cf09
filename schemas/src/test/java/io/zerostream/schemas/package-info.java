@NullMarked
package io.zerostream.schemas;

import org.jspecify.annotations.NullMarked;
