/** Pictures of the past, labelled anew by what a person pinned. */
@NullMarked
package io.zerostream.job.internal.replay;

import org.jspecify.annotations.NullMarked;
