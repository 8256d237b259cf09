package io.zerostream.job.internal.fetch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Reads pictures from Flink's file systems, with the credentials that Flink has for them. Thread-safe. */
final class FileFetcher {
    private final long maxBytes;

    FileFetcher(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @throws UriRejectedException why there are no bytes */
    byte[] fetch(URI uri) throws UriRejectedException {
        try (FSDataInputStream in = FileSystem.get(uri).open(new Path(uri))) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16L, maxBytes + 1));
            if (bytes.length > maxBytes) {
                throw UriRejectedException.failed(uri + " cannot be fetched: more than " + maxBytes + " bytes");
            }
            return bytes;
        } catch (FileNotFoundException e) {
            throw UriRejectedException.failed("there is no " + uri);
        } catch (IOException e) {
            // Flink's file systems report a missing plug-in this way, too; its text says which
            throw UriRejectedException.unanswered(uri + " cannot be fetched: " + e);
        }
    }
}
