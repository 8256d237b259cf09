/** The flags of the world as a data set: their attributes, and views of their drawings made up for each picture. */
@NullMarked
package io.zerostream.trainer.flags;

import org.jspecify.annotations.NullMarked;
