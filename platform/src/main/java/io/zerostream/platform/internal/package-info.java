@NullMarked
package io.zerostream.platform.internal;

import org.jspecify.annotations.NullMarked;
