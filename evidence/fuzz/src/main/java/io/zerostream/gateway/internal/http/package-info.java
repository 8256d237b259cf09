/** A fuzz target of what the gateway keeps to itself. */
@NullMarked
package io.zerostream.gateway.internal.http;

import org.jspecify.annotations.NullMarked;
