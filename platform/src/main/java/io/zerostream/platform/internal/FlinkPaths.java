package io.zerostream.platform.internal;

import java.nio.file.Path;

/** Paths as Flink reads them: it takes the escapes of a URI's text for letters of the name. */
final class FlinkPaths {
    private FlinkPaths() {}

    /** The path of a folder, without a slash at its end. */
    static String of(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri()).toString();
    }
}
