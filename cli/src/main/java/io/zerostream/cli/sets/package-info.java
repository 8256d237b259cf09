/** Which class set serves: aliases, going back to an earlier revision, removal. */
@NullMarked
package io.zerostream.cli.sets;

import org.jspecify.annotations.NullMarked;
