/** Tests of looking closer at labelled pictures. */
@NullMarked
package io.zerostream.gateway.internal.lens;

import org.jspecify.annotations.NullMarked;
