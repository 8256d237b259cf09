/** Former finds in every build, fuzzing itself with {@code -Pfuzz}. */
package io.zerostream.fuzz;
