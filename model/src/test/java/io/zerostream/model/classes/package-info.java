@NullMarked
package io.zerostream.model.classes;

import org.jspecify.annotations.NullMarked;
