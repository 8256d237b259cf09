/** The pictures of a data set as something to train on: how they are kept, varied, taught and looked at. */
@NullMarked
package io.zerostream.trainer.pictures;

import org.jspecify.annotations.NullMarked;
