/** Tests of this package. */
@NullMarked
package io.zerostream.cli.erase;

import org.jspecify.annotations.NullMarked;
