package io.zerostream.model.vmamba.cuda;

/** Memory that kernels work on. All of it is given back at the end, which is also when damage beside it is found. */
interface KernelMemory extends AutoCloseable {
    /** Room for floats that nobody has written: reading them gives NaN. */
    long room(long floats);

    void write(long address, float[] values);

    /** What the kernels left there, when all that were started have ended. */
    float[] read(long address, int floats);

    default long put(float[] values) {
        long address = room(values.length);
        write(address, values);
        return address;
    }

    @Override
    void close();
}
