/** What a gateway is told: where it listens, what it reads, and its limits. */
@NullMarked
package io.zerostream.gateway.config;

import org.jspecify.annotations.NullMarked;
