/** Pictures that people should look at: those the model did not know or was unsure of, grouped by likeness. */
@NullMarked
package io.zerostream.gateway.internal.review;

import org.jspecify.annotations.NullMarked;
