/** Commands that measure, or compare with a reference: each a thin layer over a module of {@code evidence}. */
@NullMarked
package io.zerostream.cli.evidence;

import org.jspecify.annotations.NullMarked;
