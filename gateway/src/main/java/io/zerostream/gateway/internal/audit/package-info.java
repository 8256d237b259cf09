/** Who changed what. */
@NullMarked
package io.zerostream.gateway.internal.audit;

import org.jspecify.annotations.NullMarked;
