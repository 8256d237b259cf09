/**
 * Entry point of the {@code zerostream} command, and the commands that start something. Each package below has those of one
 * purpose.
 */
@NullMarked
package io.zerostream.cli;

import org.jspecify.annotations.NullMarked;
