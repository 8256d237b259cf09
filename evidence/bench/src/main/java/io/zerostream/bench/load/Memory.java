package io.zerostream.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process: Flink, the job and the load generator. Linux only. */
final class Memory {
    private static final String RESIDENT = "VmRSS:";
    private static final double KIB_A_MIB = 1024;

    private Memory() {}

    /**
     * Resident memory, MiB.
     *
     * @throws IOException where there is no {@code /proc}
     */
    static double residentMib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith(RESIDENT))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(() -> new IOException("/proc/self/status does not tell the resident memory"))
                / KIB_A_MIB;
    }
}
