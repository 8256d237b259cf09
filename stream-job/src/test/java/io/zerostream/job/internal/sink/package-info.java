@NullMarked
package io.zerostream.job.internal.sink;

import org.jspecify.annotations.NullMarked;
