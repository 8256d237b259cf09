/**
 * The Flink job, and the one that labels again: {@link io.zerostream.job.StreamJob} and {@link io.zerostream.job.ReplayJob}
 * wire them, {@link io.zerostream.job.StreamJobMain} and {@link io.zerostream.job.ReplayMain} start them on a cluster.
 * Settings are in {@code config}, the rooms of the operators in {@code internal}.
 */
@NullMarked
package io.zerostream.job;

import org.jspecify.annotations.NullMarked;
