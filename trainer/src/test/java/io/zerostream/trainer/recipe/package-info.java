@NullMarked
package io.zerostream.trainer.recipe;

import org.jspecify.annotations.NullMarked;
