@NullMarked
package io.zerostream.trainer.data.matlab;

import org.jspecify.annotations.NullMarked;
