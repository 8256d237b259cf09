package io.zerostream.cameras;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that is in use, native memory too, as Linux tells it. */
public final class ResidentMemory {
    private static final Path PAGES = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;

    private ResidentMemory() {}

    /** Skips a test where nobody tells. */
    public static void assumeKnown() {
        assumeTrue(Files.exists(PAGES), "only Linux tells how much memory is in use");
    }

    /**
     * What is not Java's heap, bytes: how much of that is in use says nothing of a leak. All of it must be from the start
     * ({@code -XX:+AlwaysPreTouch}).
     */
    public static long nativeBytes() throws IOException {
        return bytes()
                - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    /** Bytes. */
    public static long bytes() throws IOException {
        return Long.parseLong(Files.readString(PAGES).split(" ")[1]) * PAGE;
    }
}
