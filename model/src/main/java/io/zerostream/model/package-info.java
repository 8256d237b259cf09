/**
 * Zero-shot models as a library for any DJL user. Its interface: {@link io.zerostream.model.inference} opens a checkpoint
 * ({@link io.zerostream.model.checkpoint}) and turns pictures ({@link io.zerostream.model.image}) into semantic vectors;
 * {@link io.zerostream.model.matching} turns those into classes. The architectures ({@link io.zerostream.model.zeromamba},
 * {@link io.zerostream.model.umzero}, {@link io.zerostream.model.vspcn}) stand on {@link io.zerostream.model.vmamba} and
 * {@link io.zerostream.model.nn}, all of them on {@link io.zerostream.model.tensors}. This package has what all of them throw.
 */
@NullMarked
package io.zerostream.model;

import org.jspecify.annotations.NullMarked;
