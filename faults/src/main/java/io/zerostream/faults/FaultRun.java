package io.zerostream.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams pictures, lets each fault happen in their midst, and balances the topics after each. */
final class FaultRun {
    private static final Logger LOG = LoggerFactory.getLogger(FaultRun.class);
    private static final Duration CATCH_UP = Duration.ofMinutes(4);
    /** Faults come in this part of a round. */
    private static final double EARLIEST = 0.2;

    private static final double LATEST = 0.5;
    /** Pictures after the last round; windows close by them. */
    private static final int CLOSING_RATE = 12;

    private final Theatre theatre;
    private final Scale scale;
    private final Random random;

    /**
     * How much.
     *
     * @param pictures in all
     * @param kills how often each fault happens
     * @param rate pictures a second
     * @param seed of the moments
     */
    record Scale(long pictures, int kills, double rate, long seed) {}

    FaultRun(Theatre theatre, Scale scale) {
        this.theatre = theatre;
        this.scale = scale;
        this.random = new Random(scale.seed());
    }

    /** Lets all faults happen to a job that runs, each as often as asked. Does not throw for what the checker finds. */
    List<FaultOutcome> run(String job) throws Exception {
        List<Fault> faults = Fault.all(theatre);
        long perRound = scale.pictures() / ((long) faults.size() * scale.kills());
        List<FaultOutcome> outcomes = new ArrayList<>();
        try (PictureLoad load = theatre.load();
                EndWatch watch = new EndWatch(theatre.kafka())) {
            for (Fault fault : faults) {
                List<Double> recoveries = new ArrayList<>();
                for (int i = 0; i < scale.kills(); i++) {
                    recoveries.add(round(fault, job, load, watch, perRound));
                }
                closeWindows(load, watch);
                FaultOutcome outcome =
                        new FaultOutcome(fault.name(), recoveries, new TopicChecker(theatre.kafka()).check());
                LOG.info("{}", outcome);
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }

    /** @return seconds from the fault until each source had an end of a picture sent after it; NaN when one never had */
    private double round(Fault fault, String job, PictureLoad load, EndWatch watch, long pictures) {
        theatre.awaitHealthy(job);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> load.send(pictures, scale.rate()));
        double seconds = pictures / scale.rate();
        double wait = seconds * (EARLIEST + (LATEST - EARLIEST) * random.nextDouble());
        Theatre.sleep(Duration.ofMillis((long) (1000 * wait)));
        LOG.info("{}: {} pictures were sent, {} ended", fault.name(), load.sent(), watch.ended());
        long struck = System.nanoTime();
        long next = load.sent();
        CompletableFuture<Long> recovered = CompletableFuture.supplyAsync(
                () -> Theatre.comesTrue(CATCH_UP, () -> watch.allSourcesPast(next)) ? System.nanoTime() : -1L);
        fault.action().strike(theatre, job);
        join(sending);
        // what never ends is for the checker to find
        if (!Theatre.comesTrue(CATCH_UP, () -> watch.ended() == load.sent())) {
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

    /** Windows close when later pictures come; so a few are sent until all windows up to now are published. */
    private static void closeWindows(PictureLoad load, EndWatch watch) {
        long until = System.currentTimeMillis();
        Theatre.await("windows to close", CATCH_UP, () -> {
            load.send(PictureLoad.SOURCES, CLOSING_RATE);
            return watch.windowsUntil() >= until;
        });
        Theatre.await("the last pictures", CATCH_UP, () -> watch.ended() == load.sent());
    }
}
