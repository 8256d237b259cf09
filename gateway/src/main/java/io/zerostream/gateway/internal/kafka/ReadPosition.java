package io.zerostream.gateway.internal.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;

/** How far a topic has been read, for others to wait on. Thread-safe. */
final class ReadPosition {
    private final Lock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** @param offset the next one to be read */
    void reached(TopicPartition partition, long offset) {
        lock.lock();
        try {
            next.put(partition, offset);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Another topic is read, of which nothing has been. */
    void forget() {
        lock.lock();
        try {
            next.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until each partition is at its offset or beyond; false when the time is up before. */
    boolean awaitAll(Map<TopicPartition, Long> offsets, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (isBefore(offsets)) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = moved.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether each partition is at its offset or beyond. */
    boolean isAtAll(Map<TopicPartition, Long> offsets) {
        lock.lock();
        try {
            return !isBefore(offsets);
        } finally {
            lock.unlock();
        }
    }

    private boolean isBefore(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream().anyMatch(e -> next.getOrDefault(e.getKey(), 0L) < e.getValue());
    }
}
