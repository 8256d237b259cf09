@NullMarked
package io.zerostream.bench.load;

import org.jspecify.annotations.NullMarked;
