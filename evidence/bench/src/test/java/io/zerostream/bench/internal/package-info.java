@NullMarked
package io.zerostream.bench.internal;

import org.jspecify.annotations.NullMarked;
