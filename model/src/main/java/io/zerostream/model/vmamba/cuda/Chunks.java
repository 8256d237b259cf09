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
    /** As the source's FOLDED: so many chunks need no kernel to find what enters each. */
    static final long FOLDED = 32;
    /** Sums of a run are single-precision: long ones would lose digits. */
    private static final long LONGEST_RUN = 32;

    static Chunks forward(Sizes sizes) {
        long count = cut(sizes.places(), sizes.code().longest());
        return new Chunks(cut(sizes.places(), count), count, count, 1);
    }

    static Chunks backward(Sizes sizes, int multiprocessors) {
        long count = cut(sizes.places(), sizes.code().steps());
        long strips = sizes.pictures() * sizes.tiles();
        long room = (long) multiprocessors * sizes.code().resident();
        long run = 1;
        for (long longer = 2; longer <= Math.min(LONGEST_RUN, count); longer++) {
            if (cost(count, longer, strips, room) <= cost(count, run, strips, room)) {
                run = longer;
            }
        }
        return new Chunks(sizes.code().steps(), count, run, cut(count, run));
    }

    /** Half chunks that a multiprocessor takes one after the other; a run's beginning and end cost half a chunk. */
    private static long cost(long count, long run, long strips, long room) {
        return cut(cut(count, run) * strips, room) * (2 * run + 1);
    }

    /** Whether a kernel is to carry the states along; else those who need them take the summaries together. */
    boolean carried() {
        return count > FOLDED;
    }

    private static long cut(long whole, long piece) {
        return (whole + piece - 1) / piece;
    }
}
