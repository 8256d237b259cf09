@NullMarked
package io.zerostream.model.zeromamba;

import org.jspecify.annotations.NullMarked;
