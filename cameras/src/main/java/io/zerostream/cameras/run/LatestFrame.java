package io.zerostream.cameras.run;

import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Room for one frame that waits to be sent: a later one takes its place. */
final class LatestFrame {
    private static final long LOOK_AGAIN_NANOS = 500_000_000;

    private final AtomicReference<@Nullable Picture> waiting = new AtomicReference<>();

    /**
     * A frame to be sent.
     *
     * @param pixels of its own
     * @param takenAt by the camera's time
     */
    record Picture(BufferedImage pixels, Instant takenAt) {}

    /** @return whether another that waited is not sent any more */
    boolean put(Picture picture, Thread taker) {
        boolean replaced = waiting.getAndSet(picture) != null;
        LockSupport.unpark(taker);
        return replaced;
    }

    /** Waits for one. */
    Picture take() throws InterruptedException {
        while (true) {
            @Nullable Picture picture = waiting.getAndSet(null);
            if (picture != null) {
                return picture;
            }
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
