package io.zerostream.model.vmamba.cuda;

/** What runs kernels: a GPU, or in tests the host in its place. Safe for any number of threads. */
interface Launcher {
    /** Multiprocessors, by which work is cut. */
    int multiprocessors();

    /**
     * Starts a kernel in blocks of {@link KernelCode#TILE} threads, after all that was started before on this thread's
     * stream; does not wait for it.
     *
     * @param code which specialisation
     * @param kernel its name in the source
     * @param grid blocks along each axis, three
     * @param task its argument; copied before this returns
     * @throws CudaException when it cannot be started
     */
    void launch(KernelCode code, String kernel, int[] grid, Task task);
}
