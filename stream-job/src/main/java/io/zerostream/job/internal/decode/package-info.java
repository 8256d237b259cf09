/** From a record to pixels: fetching and decoding. */
@NullMarked
package io.zerostream.job.internal.decode;

import org.jspecify.annotations.NullMarked;
