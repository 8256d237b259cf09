/** JMH benchmarks. Each has its baseline in the same run, for machines differ and are noisy; read ratios, not times. */
@NullMarked
package io.zerostream.bench;

import org.jspecify.annotations.NullMarked;
