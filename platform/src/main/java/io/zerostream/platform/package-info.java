/**
 * The embedded platform: a Kafka broker, a schema registry and Flink on this machine's loopback, for the demo and for
 * integration tests. Never used by production code.
 */
@NullMarked
package io.zerostream.platform;

import org.jspecify.annotations.NullMarked;
