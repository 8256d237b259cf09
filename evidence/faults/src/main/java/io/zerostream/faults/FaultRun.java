package io.zerostream.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams pictures, lets faults happen in their midst, and balances the topics after each. Closing ends its clients. */
final class FaultRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FaultRun.class);
    private static final Duration CATCH_UP = Duration.ofMinutes(4);
    /** Faults come in this part of a round. */
    private static final double EARLIEST = 0.2;

    private static final double LATEST = 0.5;

    private final FaultCluster system;
    private final String job;
    private final Scale scale;
    private final Random random;
    private final PictureLoad load;
    private final EndWatch watch;

    /**
     * How much of each fault.
     *
     * @param pictures sent around one fault each time it happens
     * @param times how often it happens
     * @param rate pictures a second
     * @param seed of the moments
     */
    record Scale(long pictures, int times, double rate, long seed) {}

    /** @param job that runs */
    FaultRun(FaultCluster system, String job, Scale scale) {
        this.system = system;
        this.job = job;
        this.scale = scale;
        random = new Random(scale.seed());
        load = system.load();
        watch = new EndWatch(system.kafka());
    }

    /** Lets a fault happen as often as asked, then balances. Does not throw for what the checker finds. */
    FaultOutcome of(Fault fault) {
        long before = load.sent();
        List<Double> recoveries = new ArrayList<>();
        for (int i = 0; i < scale.times(); i++) {
            recoveries.add(round(fault));
        }
        Verdict verdict = Closing.of(system, load, watch);
        FaultOutcome outcome = new FaultOutcome(fault.name(), load.sent() - before, recoveries, verdict);
        LOG.info("{}", outcome);
        return outcome;
    }

    /** @return seconds from the fault until each source had an end of a picture sent after it; NaN when one never had */
    private double round(Fault fault) {
        system.awaitHealthy(job);
        // a fault is to meet a job that labels, not one that still opens its model
        load.send(PictureLoad.SOURCES, scale.rate());
        FaultCluster.await("the job to label again", CATCH_UP, () -> watch.ended() == load.sent());
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> load.send(scale.pictures(), scale.rate()));
        double seconds = scale.pictures() / scale.rate();
        double wait = seconds * (EARLIEST + (LATEST - EARLIEST) * random.nextDouble());
        FaultCluster.sleep(Duration.ofMillis((long) (1000 * wait)));
        Runnable blow = fault.action().approach(system, job);
        LOG.info("{}: {} pictures were sent, {} ended", fault.name(), load.sent(), watch.ended());
        long struck = System.nanoTime();
        long next = load.sent();
        CompletableFuture<Long> recovered = CompletableFuture.supplyAsync(
                () -> FaultCluster.comesTrue(CATCH_UP, () -> watch.allSourcesPast(next)) ? System.nanoTime() : -1L);
        blow.run();
        join(sending);
        // on a busy machine all may have been sent before the fault came, and the recovery is told by later ones
        load.send(PictureLoad.SOURCES, scale.rate());
        // what never ends is for the checker to find
        if (!FaultCluster.comesTrue(CATCH_UP, () -> watch.ended() == load.sent())) {
            LOG.error("{} of {} pictures never ended", load.sent() - watch.ended(), load.sent());
        }
        long at = recovered.join();
        return at < 0 ? Double.NaN : (at - struck) / 1e9;
    }

    private static void join(CompletableFuture<Void> sending) {
        try {
            sending.join();
        } catch (CompletionException e) {
            throw new FaultException("pictures could not be sent", e);
        }
    }

    @Override
    public void close() throws Exception {
        watch.close();
        load.close();
    }
}
