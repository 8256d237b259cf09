/** The demo: starts the embedded platform, streams pictures, keeps the ledger of what became of each. */
@NullMarked
package io.zerostream.cli.demo;

import org.jspecify.annotations.NullMarked;
