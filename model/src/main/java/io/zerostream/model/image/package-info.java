/**
 * From the bytes of a picture to the numbers that a network takes: formats told by their content, limits checked before
 * anything is allocated, decoding at the size that is needed ({@link io.zerostream.model.image.ImagePreprocessor}). The codecs
 * are the package's own.
 */
@NullMarked
package io.zerostream.model.image;

import org.jspecify.annotations.NullMarked;
