package io.zerostream.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of a process. */
final class ProcessMemory {
    private static final String RESIDENT = "VmRSS:";
    private static final long KIB = 1024;

    private ProcessMemory() {}

    /**
     * Resident memory, bytes.
     *
     * @throws FaultException where there is no {@code /proc}, or the process is gone
     */
    static long residentBytes(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> KIB * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new FaultException(status + " does not tell the resident memory"));
        } catch (IOException e) {
            throw new FaultException("cannot read " + status + ": memory is measured on Linux only", e);
        }
    }
}
