@NullMarked
package io.zerostream.model.vspcn;

import org.jspecify.annotations.NullMarked;
