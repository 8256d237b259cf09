/** Arrays of numbers by name, in files that can do nothing but hold them. */
@NullMarked
package io.zerostream.model.tensors;

import org.jspecify.annotations.NullMarked;
