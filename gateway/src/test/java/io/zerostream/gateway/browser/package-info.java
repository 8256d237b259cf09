/** The console in a real browser. */
@NullMarked
package io.zerostream.gateway.browser;

import org.jspecify.annotations.NullMarked;
