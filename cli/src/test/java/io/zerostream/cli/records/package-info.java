@NullMarked
package io.zerostream.cli.records;

import org.jspecify.annotations.NullMarked;
