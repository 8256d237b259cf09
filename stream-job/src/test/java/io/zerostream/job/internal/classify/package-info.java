@NullMarked
package io.zerostream.job.internal.classify;

import org.jspecify.annotations.NullMarked;
