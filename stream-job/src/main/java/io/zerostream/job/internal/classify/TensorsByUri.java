package io.zerostream.job.internal.classify;

import io.zerostream.model.ModelException;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.RegistryLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Reads a checkpoint's file through Flink's file systems: file, and s3, hdfs, ... where their plug-ins are. */
final class TensorsByUri {
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
        requireSize(version, files.getFileStatus(path).getLen());
        try (InputStream in = files.open(path)) {
            return read(in, version);
        }
    }

    /** What a file system says of a file need not be so: a device or a pipe has size 0 and no end. */
    static byte[] read(InputStream in, ModelVersion version) throws IOException {
        byte[] file = in.readNBytes((int) version.getSize());
        requireSize(version, file.length == version.getSize() && in.read() >= 0 ? file.length + 1L : file.length);
        return file;
    }

    private static void requireSize(ModelVersion version, long size) {
        if (size != version.getSize() || size > RegistryLimits.CHECKPOINT_BYTES) {
            throw new ModelException(SafeText.of(String.valueOf(version.getUri())) + " has at least "
                    + size + " bytes; model version '" + version.getName() + ' ' + version.getVersion()
                    + "' was published with " + version.getSize());
        }
    }
}
