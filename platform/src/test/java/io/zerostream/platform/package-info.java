@NullMarked
package io.zerostream.platform;

import org.jspecify.annotations.NullMarked;
