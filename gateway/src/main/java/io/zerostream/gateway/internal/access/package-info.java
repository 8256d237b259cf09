/** Who asks: login at a provider of OpenID Connect. */
@NullMarked
package io.zerostream.gateway.internal.access;

import org.jspecify.annotations.NullMarked;
