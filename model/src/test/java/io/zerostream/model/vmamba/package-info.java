@NullMarked
package io.zerostream.model.vmamba;

import org.jspecify.annotations.NullMarked;
