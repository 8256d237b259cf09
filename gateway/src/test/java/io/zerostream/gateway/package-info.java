/** Tests of the gateway against a real HTTP server, and against real Kafka where the name ends in IT. */
@NullMarked
package io.zerostream.gateway;

import org.jspecify.annotations.NullMarked;
