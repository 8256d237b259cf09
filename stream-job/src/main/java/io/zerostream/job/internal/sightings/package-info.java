/** From labels to sightings: which classes are there before a source, when they appeared and when they left. */
@NullMarked
package io.zerostream.job.internal.sightings;

import org.jspecify.annotations.NullMarked;
