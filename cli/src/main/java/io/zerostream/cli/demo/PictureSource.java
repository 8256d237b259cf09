package io.zerostream.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Where the demo's pictures come from. Used by one thread. */
interface PictureSource extends AutoCloseable {
    /**
     * The next picture.
     *
     * @param patience how long to wait for one
     * @return empty when none came in time
     * @throws IOException when pictures can no longer be had, with the reason
     */
    Optional<Picture> next(Duration patience) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
