/** Pictures that got no label: the recent letters, what they hold, and sending them again. */
@NullMarked
package io.zerostream.gateway.internal.letters;

import org.jspecify.annotations.NullMarked;
