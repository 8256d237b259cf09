/** Measurements beside their baselines, and where they were taken. */
@NullMarked
package io.zerostream.bench.ratio;

import org.jspecify.annotations.NullMarked;
