/**
 * Looks again at a picture that has its label: through the model that gave it, on the CPU, when somebody asks
 * ({@link io.zerostream.gateway.internal.lens.Lens}), and tells what the label came from
 * ({@link io.zerostream.gateway.internal.lens.Why}).
 */
@NullMarked
package io.zerostream.gateway.internal.lens;

import org.jspecify.annotations.NullMarked;
