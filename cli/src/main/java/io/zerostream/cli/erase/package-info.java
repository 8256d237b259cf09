/** Finds what there is of a source, and takes away what can be taken away. */
@NullMarked
package io.zerostream.cli.erase;

import org.jspecify.annotations.NullMarked;
