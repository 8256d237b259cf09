/**
 * The job's settings: one record for each part, whose constructor says what is out of range, and the keys that they are
 * read by. Nothing here knows of an operator.
 */
@NullMarked
package io.zerostream.job.config;

import org.jspecify.annotations.NullMarked;
