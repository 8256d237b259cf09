package io.zerostream.faults;

import java.nio.file.Path;
import java.util.Arrays;

/** What the profile {@code faults} hands over as system properties. */
final class RunSettings {
    private RunSettings() {}

    static FlinkLib lib() {
        return new FlinkLib(
                Path.of(text("faults.jars")),
                Arrays.stream(text("faults.lib.lists").split(",")).map(Path::of).toList());
    }

    static Path out() {
        return Path.of(text("faults.out"));
    }

    /** Where a run keeps its data and logs until the next one. */
    static Path home(String run) {
        return out().resolve("home").resolve(run);
    }

    /** How wide the parts of the job are, as flags of the job. */
    static String[] parallelism() {
        String[] widths = text("faults.parallelism").split("/");
        if (widths.length != 3) {
            throw new FaultException("faults.parallelism is source/decode/inference, for example 2/4/2");
        }
        return new String[] {
            "--parallelism.source", widths[0], "--parallelism.decode", widths[1], "--parallelism.inference", widths[2]
        };
    }

    static long number(String key) {
        return Long.parseLong(text(key));
    }

    static String text(String key) {
        String value = System.getProperty(key);
        if (value == null) {
            throw new FaultException("no system property " + key + ": run with mvn -Pfaults");
        }
        return value;
    }
}
