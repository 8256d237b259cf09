@NullMarked
package io.zerostream.cli;

import org.jspecify.annotations.NullMarked;
