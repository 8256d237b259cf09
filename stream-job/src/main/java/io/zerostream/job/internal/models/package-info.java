/**
 * Published models: their bytes from Kafka's chunks or an address, checked and opened on the task's device, probed, and
 * shared by all subtasks of a process.
 */
@NullMarked
package io.zerostream.job.internal.models;

import org.jspecify.annotations.NullMarked;
