package io.zerostream.cli.folder;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A folder in which there was something is empty: so looks a share that is not mounted. */
public final class EmptiedException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    EmptiedException(Path folder) {
        super(folder.toString(), null, "nothing is in it any more");
    }
}
