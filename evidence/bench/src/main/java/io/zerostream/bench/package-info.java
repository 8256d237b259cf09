/**
 * Measurements, each with its baseline in the same run, for machines differ and are noisy: read ratios, not times. {@link
 * io.zerostream.bench.QuickBench} is what {@code ./zerostream bench} runs; the classes named {@code …Benchmark} are JMH's.
 */
@NullMarked
package io.zerostream.bench;

import org.jspecify.annotations.NullMarked;
