/** The registries as the job sees them: which classes, which model. */
@NullMarked
package io.zerostream.job.internal.control;

import org.jspecify.annotations.NullMarked;
