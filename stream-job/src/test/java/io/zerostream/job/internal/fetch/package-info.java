@NullMarked
package io.zerostream.job.internal.fetch;

import org.jspecify.annotations.NullMarked;
