/** What {@link io.zerostream.bench.QuickBench} is made of. */
@NullMarked
package io.zerostream.bench.internal;

import org.jspecify.annotations.NullMarked;
