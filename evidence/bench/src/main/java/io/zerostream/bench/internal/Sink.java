package io.zerostream.bench.internal;

/** Takes results, so that no compiler finds a measured computation useless. */
public final class Sink {
    private static volatile int taken;

    private Sink() {}

    /** Takes a result. */
    public static void take(Object result) {
        taken = System.identityHashCode(result);
    }

    /** What was last taken. */
    static int taken() {
        return taken;
    }
}
