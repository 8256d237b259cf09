/** What is wrong with a data set on disk, told by file and line before anything is trained. */
@NullMarked
package io.zerostream.trainer.data.check;

import org.jspecify.annotations.NullMarked;
