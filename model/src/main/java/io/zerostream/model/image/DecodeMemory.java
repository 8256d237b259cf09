package io.zerostream.model.image;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all decodes of this process hold together, by the estimates they give. One that does not fit waits until others
 * have ended; first come, first served, so that large pictures are not held up by small ones for ever. Who waits holds
 * nothing, and a decode's work is bounded, so that waiting ends.
 */
final class DecodeMemory {
    private static final DecodeMemory SHARED = new DecodeMemory();

    /** Held by the one that is next, while it waits for room. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private long held;

    DecodeMemory() {}

    /** The process's: subtasks and jobs of one JVM share it, since they share its memory. */
    public static DecodeMemory shared() {
        return SHARED;
    }

    /** So much is held until it is closed. */
    public interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until there is room, not to be interrupted.
     *
     * @param bytes what the decode takes, at most {@code limit}
     * @param limit what all together may hold
     */
    public Lease lease(long bytes, long limit) {
        turn.lock();
        try {
            lock.lock();
            try {
                while (held > 0 && held + bytes > limit) {
                    room.awaitUninterruptibly();
                }
                held += bytes;
            } finally {
                lock.unlock();
            }
        } finally {
            turn.unlock();
        }
        return () -> release(bytes);
    }

    private void release(long bytes) {
        lock.lock();
        try {
            held -= bytes;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes held now. */
    public long held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }
}
