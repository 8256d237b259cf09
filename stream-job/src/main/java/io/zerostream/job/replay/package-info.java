/**
 * What a replay is asked for, which pictures and which class set that comes to, and what became of them. {@link
 * io.zerostream.job.ReplayJob} labels them.
 */
@NullMarked
package io.zerostream.job.replay;

import org.jspecify.annotations.NullMarked;
