/** New classes for a trained model: from examples, from words; and how well they can be told from those there are. */
@NullMarked
package io.zerostream.model.classes;

import org.jspecify.annotations.NullMarked;
