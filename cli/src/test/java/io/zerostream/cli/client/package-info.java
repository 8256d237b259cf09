@NullMarked
package io.zerostream.cli.client;

import org.jspecify.annotations.NullMarked;
