/** What the gateway tells Prometheus. */
@NullMarked
package io.zerostream.gateway.internal.metrics;

import org.jspecify.annotations.NullMarked;
