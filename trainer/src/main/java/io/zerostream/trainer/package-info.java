/**
 * Data sets, training, evaluation, reports and publishing. What others may use is here; {@code internal} is not for use
 * from outside.
 */
@NullMarked
package io.zerostream.trainer;

import org.jspecify.annotations.NullMarked;
