/** The CPU's own kernels: a native library, its binding, and the backbone on top of it. */
@org.jspecify.annotations.NullMarked
package io.zerostream.model.vmamba.cpu;
