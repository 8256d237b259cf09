@NullMarked
package io.zerostream.cli.options;

import org.jspecify.annotations.NullMarked;
