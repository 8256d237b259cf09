/** Tests of changes of what serves. */
@NullMarked
package io.zerostream.schemas.change;

import org.jspecify.annotations.NullMarked;
