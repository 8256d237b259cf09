/** Training of the UMZero hybrid on pretrained convolutional networks. */
@NullMarked
package io.zerostream.trainer.umzero;

import org.jspecify.annotations.NullMarked;
