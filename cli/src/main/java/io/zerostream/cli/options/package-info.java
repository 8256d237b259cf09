/** What several commands share: options of one meaning, how their values are read, and files written at the end. */
@NullMarked
package io.zerostream.cli.options;

import org.jspecify.annotations.NullMarked;
