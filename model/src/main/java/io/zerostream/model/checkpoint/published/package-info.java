/**
 * Weights that others published, brought into checkpoints of ours: tables from the names and shapes of their files to
 * those of our networks, and what is said when a file does not fit.
 */
@NullMarked
package io.zerostream.model.checkpoint.published;

import org.jspecify.annotations.NullMarked;
