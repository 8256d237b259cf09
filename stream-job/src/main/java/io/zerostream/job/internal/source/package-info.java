/** Kafka records in: pictures and control. */
@NullMarked
package io.zerostream.job.internal.source;

import org.jspecify.annotations.NullMarked;
