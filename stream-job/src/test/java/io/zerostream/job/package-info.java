@NullMarked
package io.zerostream.job;

import org.jspecify.annotations.NullMarked;
