package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DecodeMemoryTest {
    private static final long LIMIT = 100;

    @Test
    void allTogetherNeverHoldMoreThanTheLimit() throws Exception {
        DecodeMemory memory = new DecodeMemory();
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                all.add(threads.submit(() -> {
                    for (int n = 0; n < 2000; n++) {
                        long bytes = 1L + random.nextInt((int) LIMIT);
                        try (DecodeMemory.Lease lease = memory.lease(bytes, LIMIT)) {
                            long now = held.addAndGet(bytes);
                            most.accumulateAndGet(now, Math::max);
                            held.addAndGet(-bytes);
                        }
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(most.get()).isPositive().isLessThanOrEqualTo(LIMIT);
        assertThat(memory.held()).isZero();
    }

    @Test
    void oneThatWaitsIsNotOvertaken() throws Exception {
        DecodeMemory memory = new DecodeMemory();
        DecodeMemory.Lease first = memory.lease(60, LIMIT);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread large = new Thread(() -> {
            try (DecodeMemory.Lease lease = memory.lease(LIMIT, LIMIT)) {
                order.add("large");
            }
        });
        large.start();
        waitUntilParked(large);
        Thread small = new Thread(() -> {
            try (DecodeMemory.Lease lease = memory.lease(1, LIMIT)) {
                order.add("small");
            }
        });
        small.start();
        waitUntilParked(small);

        first.close();
        large.join();
        small.join();

        assertThat(order).containsExactly("large", "small");
    }

    private static void waitUntilParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
