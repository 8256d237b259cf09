/** What people say that pictures show: who said it, how often the labels were right, and all of it for other programs. */
@NullMarked
package io.zerostream.gateway.internal.feedback;

import org.jspecify.annotations.NullMarked;
