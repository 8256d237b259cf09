/** Tests of the CUDA kernels; most run without a GPU. */
package io.zerostream.model.vmamba.cuda;
