/** What becomes of a picture that is sent: whether it is taken, and as which event. */
@NullMarked
package io.zerostream.gateway.internal.upload;

import org.jspecify.annotations.NullMarked;
