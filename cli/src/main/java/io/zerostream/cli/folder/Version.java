package io.zerostream.cli.folder;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells that a file has changed.
 *
 * @param size bytes
 * @param modified when it was written last
 */
record Version(long size, FileTime modified) {
    /** Of a file that cannot even be asked. */
    static final Version UNKNOWN = new Version(-1, FileTime.fromMillis(0));

    static Version of(BasicFileAttributes file) {
        return new Version(file.size(), file.lastModifiedTime());
    }
}
