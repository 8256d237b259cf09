/** Kafka records out: labels, dead letters, statistics. */
@NullMarked
package io.zerostream.job.internal.sink;

import org.jspecify.annotations.NullMarked;
