package io.zerostream.bench.internal;

import io.zerostream.bench.ratio.Ratio;
import java.util.function.Consumer;

/** A few ratios that belong together. */
@FunctionalInterface
public interface Suite {
    /**
     * Measures and reports each ratio as soon as it is known.
     *
     * @throws Exception what the measured code threw; the suites behind are still run
     */
    void run(Consumer<Ratio> found) throws Exception;
}
