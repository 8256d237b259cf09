package io.zerostream.job.internal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Memory of this process that is not the JVM's: weights, activations, decoders. Linux only. */
public final class NativeMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final long UNKNOWN = -1;
    private static final long KIB = 1024;

    private NativeMemory() {}

    /** Resident memory less what the JVM has committed for heap, classes and code, bytes, at least 0; -1 = unknown. */
    public static long bytes() {
        long resident = residentBytes();
        if (resident == UNKNOWN) {
            return UNKNOWN;
        }
        MemoryMXBean jvm = ManagementFactory.getMemoryMXBean();
        long ours = jvm.getHeapMemoryUsage().getCommitted()
                + jvm.getNonHeapMemoryUsage().getCommitted();
        return Math.max(0, resident - ours);
    }

    /** Resident memory of this process, bytes; -1 = unknown. */
    public static long residentBytes() {
        List<String> lines;
        try {
            lines = Files.readAllLines(STATUS);
        } catch (IOException e) {
            // not Linux: a gauge that cannot know says so by its value
            return UNKNOWN;
        }
        return lines.stream()
                .filter(line -> line.startsWith(RESIDENT))
                .map(line -> line.substring(RESIDENT.length()).replace("kB", "").trim())
                .mapToLong(kib -> Long.parseLong(kib) * KIB)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
