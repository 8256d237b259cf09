/** How often clients may do what. */
@NullMarked
package io.zerostream.gateway.internal.rate;

import org.jspecify.annotations.NullMarked;
