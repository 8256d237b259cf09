package io.zerostream.job.internal.classify;

import io.zerostream.model.ModelException;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Reads a checkpoint's file through Flink's file systems: file, and s3, hdfs, ... where their plug-ins are. */
final class TensorsByUri {
    private static final long LARGEST = Integer.MAX_VALUE - 16;

    private TensorsByUri() {}

    /**
     * The whole file.
     *
     * @throws ModelException when its size is not what was published
     * @throws IOException when it cannot be read
     */
    static byte[] fetch(ModelVersion version) throws IOException {
        URI uri = URI.create(Objects.requireNonNull(version.getUri(), "uri"));
        Path path = new Path(uri);
        FileSystem files = path.getFileSystem();
        long size = files.getFileStatus(path).getLen();
        if (size != version.getSize() || size > LARGEST) {
            throw new ModelException(uri + " has " + size + " bytes; model version '" + version.getName() + ' '
                    + version.getVersion() + "' was published with " + version.getSize());
        }
        try (InputStream in = files.open(path)) {
            return in.readAllBytes();
        }
    }
}
