/** Cameras: frames of streams, as pictures on Kafka. */
@NullMarked
package io.zerostream.cameras;

import org.jspecify.annotations.NullMarked;
