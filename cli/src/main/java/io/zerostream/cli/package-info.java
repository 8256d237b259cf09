/** The {@code zerostream} command: one picocli class a subcommand, each a thin layer over the modules below. */
@NullMarked
package io.zerostream.cli;

import org.jspecify.annotations.NullMarked;
