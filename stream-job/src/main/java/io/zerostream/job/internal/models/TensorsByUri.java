package io.zerostream.job.internal.models;

import io.zerostream.model.ModelException;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.RegistryLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Reads a checkpoint's file through Flink's file systems: file, and s3, hdfs, ... where their plug-ins are. */
final class TensorsByUri {
    private static final int PIECE = 1 << 20;
    /** What is told of: a place that drips a byte now and then is no better than one that hangs. */
    private static final int LEAST_TOLD = 64 << 10;

    private TensorsByUri() {}

    /**
     * The whole file.
     *
     * @param came runs for each 64 KiB or more
     * @throws ModelException when its size is not what was published
     * @throws IOException when it cannot be read
     */
    static byte[] fetch(ModelVersion version, Runnable came) throws IOException {
        URI uri = URI.create(Objects.requireNonNull(version.getUri(), "uri"));
        Path path = new Path(uri);
        FileSystem files = path.getFileSystem();
        requireSize(version, files.getFileStatus(path).getLen());
        try (InputStream in = files.open(path)) {
            return read(in, version, came);
        }
    }

    /** What a file system says of a file need not be so: a device or a pipe has size 0 and no end. */
    static byte[] read(InputStream in, ModelVersion version, Runnable came) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        // one byte more than there should be
        long left = version.getSize() + 1;
        int read = in.read(piece, 0, (int) Math.min(PIECE, left));
        int untold = 0;
        while (read > 0) {
            file.write(piece, 0, read);
            untold += read;
            if (untold >= LEAST_TOLD) {
                came.run();
                untold = 0;
            }
            left -= read;
            read = in.read(piece, 0, (int) Math.min(PIECE, left));
        }
        requireSize(version, file.size());
        return file.toByteArray();
    }

    private static void requireSize(ModelVersion version, long size) {
        if (size != version.getSize() || size > RegistryLimits.CHECKPOINT_BYTES) {
            throw new ModelException(SafeText.of(String.valueOf(version.getUri())) + " has at least "
                    + size + " bytes; model version '" + version.getName() + ' ' + version.getVersion()
                    + "' was published with " + version.getSize());
        }
    }
}
