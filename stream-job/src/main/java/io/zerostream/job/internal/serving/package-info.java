/**
 * What answers the next batch: which model and class sets the registries ask for, opened and built in the background, agreed
 * on by all subtasks and swapped between two batches.
 */
@NullMarked
package io.zerostream.job.internal.serving;

import org.jspecify.annotations.NullMarked;
