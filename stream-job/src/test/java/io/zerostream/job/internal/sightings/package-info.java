@NullMarked
package io.zerostream.job.internal.sightings;

import org.jspecify.annotations.NullMarked;
