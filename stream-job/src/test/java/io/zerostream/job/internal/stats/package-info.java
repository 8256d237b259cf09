@NullMarked
package io.zerostream.job.internal.stats;

import org.jspecify.annotations.NullMarked;
