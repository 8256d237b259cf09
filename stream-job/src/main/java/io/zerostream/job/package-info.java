/**
 * The Flink job: {@link io.zerostream.job.StreamJob} wires it, {@link io.zerostream.job.JobConfig} configures it,
 * {@link io.zerostream.job.StreamJobMain} starts it on a cluster. The rooms are in {@code internal}.
 */
@NullMarked
package io.zerostream.job;

import org.jspecify.annotations.NullMarked;
