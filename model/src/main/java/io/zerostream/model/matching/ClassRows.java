package io.zerostream.model.matching;

/** Unit rows (C, a) of some classes, ready for products with vectors. Immutable once made, thread-safe. */
interface ClassRows extends AutoCloseable {
    /** Most vectors of a call. */
    int mostVectors();

    /**
     * What leads among the products of vectors with all classes.
     *
     * @param vectors (count, a), row-major
     * @param k how many classes are wanted, at least 1
     */
    Leaders leaders(float[] vectors, int count, int k);

    /** Frees what is not on the heap. */
    @Override
    void close();
}
