/**
 * Breaks a cluster of processes while pictures stream, and proves from the topics that each picture ended exactly once.
 * {@link io.zerostream.faults.TopicChecker} also checks any other cluster.
 */
@NullMarked
package io.zerostream.faults;

import org.jspecify.annotations.NullMarked;
