@NullMarked
package io.zerostream.cli.demo;

import org.jspecify.annotations.NullMarked;
