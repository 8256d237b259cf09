/** A load run on the whole system: what a swap of the class set or of the model costs the pictures around it. */
@NullMarked
package io.zerostream.bench.swap;

import org.jspecify.annotations.NullMarked;
