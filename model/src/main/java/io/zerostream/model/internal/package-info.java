@NullMarked
package io.zerostream.model.internal;

import org.jspecify.annotations.NullMarked;
