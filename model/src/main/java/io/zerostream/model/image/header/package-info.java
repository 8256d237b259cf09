/**
 * What a picture's file says of itself before anything of it is decoded: its format, or what else it is; its size, its
 * frame and how it is to be turned; what a decoder will need for it. Not part of the published API: it serves
 * {@link io.zerostream.model.image}, which knows the limits and decodes.
 */
@NullMarked
package io.zerostream.model.image.header;

import org.jspecify.annotations.NullMarked;
