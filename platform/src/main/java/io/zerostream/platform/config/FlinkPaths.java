package io.zerostream.platform.config;

import java.nio.file.Path;

/** Paths as Flink reads them: it takes the escapes of a URI's text for letters of the name. */
public final class FlinkPaths {
    private FlinkPaths() {}

    /** The path of a folder, with its scheme and without a slash at its end. */
    public static String of(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri()).toString();
    }
}
