/** The JSON shapes of the REST answers. */
@NullMarked
package io.zerostream.gateway.internal.view;

import org.jspecify.annotations.NullMarked;
