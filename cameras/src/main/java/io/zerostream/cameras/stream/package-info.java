/** Streams of frames: addresses, FFmpeg, what a frame can be turned into. */
@NullMarked
package io.zerostream.cameras.stream;

import org.jspecify.annotations.NullMarked;
