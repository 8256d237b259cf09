/**
 * Zero-shot data sets: what is in one, readers of the published layouts, splits for choosing settings, and a check that
 * tells what is wrong with a folder. Nothing here holds pictures; they are opened one by one.
 */
@NullMarked
package io.zerostream.trainer.data;

import org.jspecify.annotations.NullMarked;
