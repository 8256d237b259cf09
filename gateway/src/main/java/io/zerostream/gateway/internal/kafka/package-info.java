/** Following topics and writing to them. */
@NullMarked
package io.zerostream.gateway.internal.kafka;

import org.jspecify.annotations.NullMarked;
