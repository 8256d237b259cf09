@NullMarked
package io.zerostream.job.replay;

import org.jspecify.annotations.NullMarked;
