/** Commands that ask the gateway of a running system: its classes, models, class sets and its status. */
@NullMarked
package io.zerostream.cli.operate;

import org.jspecify.annotations.NullMarked;
