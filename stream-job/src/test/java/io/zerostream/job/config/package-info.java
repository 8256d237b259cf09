@NullMarked
package io.zerostream.job.config;

import org.jspecify.annotations.NullMarked;
