package io.zerostream.faults;

import java.time.Duration;

/**
 * The end of a run in which nothing may be lost. Windows close when later pictures come, and labels that came too late
 * for theirs are told with the window in which they came, which is a later one: until that one closes, nothing counts
 * them. So a few pictures more are sent until windows and sightings balance.
 */
final class Closing {
    private static final Duration CATCH_UP = Duration.ofMinutes(4);
    /** Many windows long: what has not been told by then never will be. */
    private static final Duration TELL = Duration.ofMinutes(1);
    /** Pictures a second. */
    private static final int RATE = 12;

    private Closing() {}

    /**
     * Closes the windows of all pictures sent so far.
     *
     * @return what the topics say when windows and sightings balance, or at last when they do not
     * @throws FaultException when windows do not close at all, or pictures do not end
     */
    static Verdict of(FaultCluster system, PictureLoad load, EndWatch watch) {
        long until = System.currentTimeMillis();
        FaultCluster.await("windows to close", CATCH_UP, () -> {
            load.send(PictureLoad.SOURCES, RATE);
            return watch.windowsUntil() >= until;
        });
        TopicChecker checker = new TopicChecker(system.kafka(), FaultCluster.TIMES, FaultCluster.SIGHTINGS);
        long patience = System.nanoTime() + TELL.toNanos();
        while (true) {
            FaultCluster.await("the last pictures", CATCH_UP, () -> watch.ended() == load.sent());
            Verdict verdict = checker.check();
            boolean balanced = verdict.wrongWindows() == 0 && verdict.wrongSightings() == 0;
            if (balanced || System.nanoTime() > patience) {
                return verdict;
            }
            load.send(PictureLoad.SOURCES, RATE);
        }
    }
}
