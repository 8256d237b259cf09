@NullMarked
package io.zerostream.trainer.classes;

import org.jspecify.annotations.NullMarked;
