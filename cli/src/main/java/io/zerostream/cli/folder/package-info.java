/** A folder, and all below it, as a source of pictures: which files there are, when each is whole, and why one is not taken. */
@NullMarked
package io.zerostream.cli.folder;

import org.jspecify.annotations.NullMarked;
