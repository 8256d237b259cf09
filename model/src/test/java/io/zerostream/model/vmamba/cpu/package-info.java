@NullMarked
package io.zerostream.model.vmamba.cpu;

import org.jspecify.annotations.NullMarked;
