/** From a record to pixels. */
@NullMarked
package io.zerostream.job.internal.decode;

import org.jspecify.annotations.NullMarked;
