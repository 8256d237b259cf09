@NullMarked
package io.zerostream.bench;

import org.jspecify.annotations.NullMarked;
