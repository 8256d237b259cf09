/** Settings of who runs cameras. */
@NullMarked
package io.zerostream.cameras.config;

import org.jspecify.annotations.NullMarked;
