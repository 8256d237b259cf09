@NullMarked
package io.zerostream.conformance.internal;

import org.jspecify.annotations.NullMarked;
