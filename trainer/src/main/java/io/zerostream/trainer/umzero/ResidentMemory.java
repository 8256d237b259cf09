package io.zerostream.trainer.umzero;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system says of this process's memory. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** Greatest resident memory so far, files that are mapped included; 0 where the system does not say. */
    static long peakBytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            // a figure of the report, not worth a run
            return 0;
        }
    }
}
