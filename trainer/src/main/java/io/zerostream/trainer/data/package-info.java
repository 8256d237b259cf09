/**
 * Zero-shot data sets: what is in one, what is found wrong with one, splits for choosing settings. Nothing here holds
 * pictures; they are opened one by one.
 */
@NullMarked
package io.zerostream.trainer.data;

import org.jspecify.annotations.NullMarked;
