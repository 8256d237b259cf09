package io.zerostream.model.vmamba.cuda;

/**
 * How a map's positions are cut, so that a single picture fills a large GPU and a large batch does no needless work.
 *
 * @param length positions of a chunk
 * @param count chunks of a map
 * @param run chunks that a block of the backward takes one after the other
 * @param runs runs of a map
 */
record Chunks(long length, long count, long run, long runs) {
    /** Blocks of 64 threads that keep a multiprocessor's units busy while others wait for memory. */
    private static final int BLOCKS = 16;

    private static final long SHORTEST = 16;
    /** As the source's LONGEST: what one thread keeps of its chunk has room in shared memory. */
    private static final long LONGEST = 64;
    /** Sums of a run are single-precision: long ones would lose digits. */
    private static final long LONGEST_RUN = 32;

    static Chunks forward(Sizes sizes, int multiprocessors) {
        long strips = sizes.pictures() * sizes.tiles();
        long length = sizes.places() * strips / ((long) multiprocessors * BLOCKS);
        length = Math.min(LONGEST, Math.max(SHORTEST, length));
        long count = cut(sizes.places(), length);
        return new Chunks(length, count, count, 1);
    }

    static Chunks backward(Sizes sizes, int multiprocessors) {
        long count = cut(sizes.places(), sizes.code().steps());
        long strips = sizes.pictures() * sizes.tiles();
        long run = Math.min(LONGEST_RUN, Math.max(1, count * strips / ((long) multiprocessors * BLOCKS)));
        return new Chunks(sizes.code().steps(), count, run, cut(count, run));
    }

    private static long cut(long whole, long piece) {
        return (whole + piece - 1) / piece;
    }
}
