/** Which cameras there are, how they do, and who may change what. Who runs them is the module {@code cameras}. */
@NullMarked
package io.zerostream.gateway.internal.cameras;

import org.jspecify.annotations.NullMarked;
