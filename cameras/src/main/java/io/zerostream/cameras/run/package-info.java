/** Running cameras: frames in, changed pictures out. */
@NullMarked
package io.zerostream.cameras.run;

import org.jspecify.annotations.NullMarked;
