@NullMarked
package io.zerostream.conformance;

import org.jspecify.annotations.NullMarked;
