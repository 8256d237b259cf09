package io.zerostream.trainer.internal;

import com.sun.management.OperatingSystemMXBean;
import io.zerostream.trainer.TrainingConfig;
import io.zerostream.trainer.TrainingReport;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Measures what training costs, from construction to {@link #stop}. */
final class Effort {
    private static final double NANOS = 1e9;

    private final long startWall = System.nanoTime();
    private final long startCpu = processorNanos();
    private double wallSeconds;
    private double cpuSeconds;

    /** Training is over. */
    void stop() {
        wallSeconds = (System.nanoTime() - startWall) / NANOS;
        cpuSeconds = (processorNanos() - startCpu) / NANOS;
    }

    /** The present time, to the second. */
    Instant ended() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    TrainingReport.Effort report(long parameters, int steps, TrainingConfig config, String sha256) {
        long views = (long) steps * config.optimiser().batchSize();
        return new TrainingReport.Effort(
                parameters,
                steps,
                views,
                wallSeconds,
                cpuSeconds,
                views / wallSeconds,
                Runtime.getRuntime().availableProcessors(),
                sha256);
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
