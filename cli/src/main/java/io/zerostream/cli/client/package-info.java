/** What commands know of the system that runs: its home, its addresses, its gateway; and how they refuse. */
@NullMarked
package io.zerostream.cli.client;

import org.jspecify.annotations.NullMarked;
