package io.zerostream.fuzz;

import org.jspecify.annotations.Nullable;

/** What Jazzer calls, by name; it knows static methods only. One target a process. */
public final class JazzerEntry {
    /** Name of the target. */
    static final String TARGET = "fuzz.target";

    private static @Nullable FuzzTarget target;

    private JazzerEntry() {}

    /**
     * Before the first input, whose time would otherwise be that of loading all classes, with what Jazzer adds to them.
     *
     * @throws Exception a find among the seeds
     */
    public static void fuzzerInitialize() throws Exception {
        target = FuzzTarget.named(System.getProperty(TARGET, ""));
        for (byte[] seed : target.seeds()) {
            target.run(seed);
        }
    }

    /**
     * One input.
     *
     * @throws Exception a find
     */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (target == null) {
            throw new IllegalStateException("used before fuzzerInitialize");
        }
        target.run(input);
    }
}
