@NullMarked
package io.zerostream.job.internal.control;

import org.jspecify.annotations.NullMarked;
