/**
 * Runs model and trainer on a folder of numbers that the reference implementation gave, and says how far off they are.
 * What the folder holds decides what is run; nothing here knows a case by name.
 */
@NullMarked
package io.zerostream.conformance;

import org.jspecify.annotations.NullMarked;
