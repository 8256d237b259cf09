@NullMarked
package io.zerostream.cli.train;

import org.jspecify.annotations.NullMarked;
