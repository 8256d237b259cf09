/** What every architecture is built of: blocks with named weights, layers and their start values. */
@NullMarked
package io.zerostream.model.nn;

import org.jspecify.annotations.NullMarked;
