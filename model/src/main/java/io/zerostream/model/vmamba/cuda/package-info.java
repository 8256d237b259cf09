/** SS2D's core on NVIDIA GPUs: kernels compiled when they are first needed, launched by the driver. */
@org.jspecify.annotations.NullMarked
package io.zerostream.model.vmamba.cuda;
