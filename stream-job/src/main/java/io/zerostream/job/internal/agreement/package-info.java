/** How the subtasks of the classify operator come to serve the same model. */
@NullMarked
package io.zerostream.job.internal.agreement;

import org.jspecify.annotations.NullMarked;
