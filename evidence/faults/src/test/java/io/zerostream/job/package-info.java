/** A job broken on purpose; in the job's package for the sake of its wiring. */
@NullMarked
package io.zerostream.job;

import org.jspecify.annotations.NullMarked;
