/**
 * PyTorch's {@code .pth} files without Python: {@link io.zerostream.model.checkpoint.pytorch.PyTorchFile} opens one and
 * finds its tensors. A pickle is a program; the reader here runs the part of it that puts dicts, lists and tensors
 * together, calls nothing that a file names, and refuses what it does not know.
 */
@NullMarked
package io.zerostream.model.checkpoint.pytorch;

import org.jspecify.annotations.NullMarked;
