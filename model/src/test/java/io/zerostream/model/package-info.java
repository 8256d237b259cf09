@NullMarked
package io.zerostream.model;

import org.jspecify.annotations.NullMarked;
