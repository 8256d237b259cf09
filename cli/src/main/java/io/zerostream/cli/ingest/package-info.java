/** Sends pictures and videos that lie on this machine, each once, and goes on where it was ended. */
@NullMarked
package io.zerostream.cli.ingest;

import org.jspecify.annotations.NullMarked;
