package io.zerostream.model;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * Takes back the native memory of arrays that nobody holds any more, and writes over it: what the collector does at a
 * moment of its own choice. The engine's arrays of Java values are Java's direct buffers, which the engine does not hold.
 */
final class FreedMemory {
    private static final int SENTINELS = 64;
    private static final int OVERWRITTEN = 4096;
    private static final int LARGEST = 1 << 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private FreedMemory() {}

    /** @throws IllegalStateException when the collector takes nothing back */
    static void overwrite() {
        // buffers are freed by a thread of the collector's, in batches: when a later batch is through, so is this one
        collect();
        collect();
        ByteBuffer[] kept = new ByteBuffer[OVERWRITTEN];
        for (int i = 0; i < kept.length; i++) {
            // mostly the sizes of one number
            kept[i] = ByteBuffer.allocateDirect(i % 4 == 0 ? 1 + i % LARGEST : 4);
            while (kept[i].hasRemaining()) {
                // a NaN for float, -1 for int
                kept[i].put((byte) -1);
            }
        }
    }

    private static void collect() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        long before = direct.getCount();
        for (int i = 0; i < SENTINELS; i++) {
            ByteBuffer.allocateDirect(1);
        }
        Instant end = Instant.now().plus(PATIENCE);
        while (direct.getCount() > before) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("the collector does not free direct buffers; is it forbidden to run?");
            }
            System.gc();
            Thread.onSpinWait();
        }
    }
}
