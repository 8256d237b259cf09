/** A convolutional and Mamba hybrid, after UMZero: of that paper only the abstract is public, the formulas are ours. */
@NullMarked
package io.zerostream.model.umzero;

import org.jspecify.annotations.NullMarked;
