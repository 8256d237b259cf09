@NullMarked
package io.zerostream.job.internal.agreement;

import org.jspecify.annotations.NullMarked;
