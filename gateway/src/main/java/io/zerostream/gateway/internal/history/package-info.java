/** What was labelled over weeks, by class set and source: bounded sums of {@code label-stats}, and the swaps beside them. */
@NullMarked
package io.zerostream.gateway.internal.history;

import org.jspecify.annotations.NullMarked;
