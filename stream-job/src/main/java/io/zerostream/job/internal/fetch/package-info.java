/** Pictures that come as an address: whom to ask, and how their sources keep their order meanwhile. */
@NullMarked
package io.zerostream.job.internal.fetch;

import org.jspecify.annotations.NullMarked;
