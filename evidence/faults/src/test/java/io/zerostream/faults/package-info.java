@NullMarked
package io.zerostream.faults;

import org.jspecify.annotations.NullMarked;
