package io.zerostream.conformance.internal;

import java.io.IOException;
import java.nio.file.Path;

/** One kind of reference numbers. */
@FunctionalInterface
public interface Group {
    /**
     * Runs all cases that the folder holds.
     *
     * @param cases told of each
     * @throws IOException when the folder itself cannot be read
     */
    void run(Path folder, Cases cases) throws IOException;
}
