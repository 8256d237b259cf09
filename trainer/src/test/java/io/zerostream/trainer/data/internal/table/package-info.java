@NullMarked
package io.zerostream.trainer.data.internal.table;

import org.jspecify.annotations.NullMarked;
