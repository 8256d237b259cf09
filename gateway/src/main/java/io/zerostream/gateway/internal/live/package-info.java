/** What the console shows: bounded memory of recent pictures, labels, failures, and counts. */
@NullMarked
package io.zerostream.gateway.internal.live;

import org.jspecify.annotations.NullMarked;
