/** What became of the cases. */
@NullMarked
package io.zerostream.conformance.result;

import org.jspecify.annotations.NullMarked;
