/**
 * The HTTP side of ZeroStream: upload of pictures, REST for the class registry, the live console. Speaks to the rest of
 * the system through Kafka topics only.
 */
@NullMarked
package io.zerostream.gateway;

import org.jspecify.annotations.NullMarked;
