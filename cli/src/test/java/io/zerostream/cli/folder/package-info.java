@NullMarked
package io.zerostream.cli.folder;

import org.jspecify.annotations.NullMarked;
