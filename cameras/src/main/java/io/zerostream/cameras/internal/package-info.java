/** Who runs which camera, and how that is told. */
@NullMarked
package io.zerostream.cameras.internal;

import org.jspecify.annotations.NullMarked;
