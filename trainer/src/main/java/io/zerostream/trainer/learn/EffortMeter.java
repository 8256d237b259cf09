package io.zerostream.trainer.learn;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Measures what training costs, from construction to {@link #stop}. */
public final class EffortMeter {
    private static final double NANOS = 1e9;

    private final long startWall = System.nanoTime();
    private final long startCpu = processorNanos();
    private final double earlierWall;
    private final double earlierCpu;
    private double wallSeconds;
    private double cpuSeconds;

    public EffortMeter() {
        this(0, 0);
    }

    /**
     * Goes on measuring.
     *
     * @param earlierWall seconds that the run took before
     * @param earlierCpu seconds of processor time that it took before
     */
    public EffortMeter(double earlierWall, double earlierCpu) {
        this.earlierWall = earlierWall;
        this.earlierCpu = earlierCpu;
    }

    /** Training is over. */
    public void stop() {
        wallSeconds = wallSeconds();
        cpuSeconds = cpuSeconds();
    }

    /** Seconds so far. */
    public double wallSeconds() {
        return earlierWall + (System.nanoTime() - startWall) / NANOS;
    }

    /** Seconds of processor time so far, over all threads. */
    public double cpuSeconds() {
        return earlierCpu + (processorNanos() - startCpu) / NANOS;
    }

    /** The present time, to the second. */
    public Instant ended() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * What it cost until {@link #stop}.
     *
     * @param parameters weights of the network
     * @param batch pictures a step
     * @param sha256 of the tensors that came out
     */
    public Effort report(long parameters, int steps, int batch, String sha256) {
        long views = (long) steps * batch;
        return new Effort(
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
