package io.zerostream.job.internal.control;

import io.zerostream.model.ModelException;
import io.zerostream.model.NativeMemoryException;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.schemas.Backoff;
import io.zerostream.schemas.avro.ClassSet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Complete class sets on their way to serving. Small ones are built at once; large ones beside, one after the other. A newer
 * revision takes the place of an older one of its set, also of one that is being built, whose scorer is freed when it
 * comes; but not of one that took such a place itself, or revisions that come faster than they can be built would keep all
 * of them from serving. One for which there is no native memory is tried again, less and less often. One thread, but for
 * the building.
 */
final class SetsBuilt {
    /** From this many classes on a set is built beside. Below, building takes milliseconds. */
    static final int LARGE = 512;

    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Hears how a set's way ended. */
    interface Listener {
        /** Takes over a scorer. */
        void serves(ClassSet set, ClassScorer scorer);

        /** The set is tried again, later: there is no memory for it now. Said once a revision. */
        void postponed(ClassSet set, NativeMemoryException why);

        /** The set cannot be matched against. */
        void refused(ClassSet set, ModelException why);

        /** A set that was built beside had its end, as one of the other calls said. */
        void changedLater();
    }

    private static final class Build {
        private final ClassSet set;
        private final Supplier<ClassScorer> work;
        /** Whether it took another's place. */
        private final boolean insists;
        /** Whether what comes of it is wanted. */
        private boolean wanted = true;
        /** Times there was no memory for it. */
        private int failures;

        Build(ClassSet set, Supplier<ClassScorer> work, boolean insists) {
            this.set = set;
            this.work = work;
            this.insists = insists;
        }
    }

    private final SetBuilding builders;
    private final Listener listener;
    /** By name of the set, the one that has waited longest first. */
    private final Map<String, Build> waiting = new LinkedHashMap<>();

    /** By name of the set, those for which there was no memory. */
    private final Map<String, Build> postponed = new TreeMap<>();

    private @Nullable Build running;

    SetsBuilt(SetBuilding builders, Listener listener) {
        this.builders = builders;
        this.listener = listener;
    }

    /** Builds a set before it returns; older revisions of it that are under way are given up. */
    void buildAtOnce(ClassSet set, Supplier<ClassScorer> work) {
        forget(set.getName());
        Build build = new Build(set, work, false);
        SetBuilding.now(work, (scorer, failure) -> end(build, scorer, failure));
    }

    /** Builds a set when it is its turn: beside, if it is large. */
    void build(ClassSet set, Supplier<ClassScorer> work) {
        if (set.getMembers().size() < LARGE) {
            buildAtOnce(set, work);
            return;
        }
        postponed.remove(set.getName());
        boolean insists = takesPlaceOfRunning(set.getName()) || waiting.containsKey(set.getName());
        waiting.put(set.getName(), new Build(set, work, insists));
        next();
    }

    private boolean takesPlaceOfRunning(String set) {
        if (running == null || !isOf(running, set) || !running.wanted || running.insists) {
            return false;
        }
        running.wanted = false;
        return true;
    }

    private static boolean isOf(Build build, String set) {
        return build.set.getName().equals(set);
    }

    private void next() {
        if (running == null && !waiting.isEmpty()) {
            Build build = waiting.remove(waiting.keySet().iterator().next());
            running = build;
            builders.build(Duration.ZERO, build.work, (scorer, failure) -> done(build, scorer, failure));
        }
    }

    private void done(Build build, @Nullable ClassScorer scorer, @Nullable RuntimeException failure) {
        running = null;
        endLater(build, build.wanted, scorer, failure);
        next();
    }

    private void doneAgain(Build build, @Nullable ClassScorer scorer, @Nullable RuntimeException failure) {
        endLater(build, postponed.remove(build.set.getName(), build), scorer, failure);
    }

    private void endLater(
            Build build, boolean wanted, @Nullable ClassScorer scorer, @Nullable RuntimeException failure) {
        if (wanted) {
            end(build, scorer, failure);
            listener.changedLater();
        } else if (scorer != null) {
            scorer.prototypes().release();
        }
    }

    private void end(Build build, @Nullable ClassScorer scorer, @Nullable RuntimeException failure) {
        ClassSet set = build.set;
        if (scorer != null) {
            listener.serves(set, scorer);
        } else if (failure instanceof NativeMemoryException none) {
            postpone(build, none);
        } else if (failure instanceof ModelException refusal) {
            listener.refused(set, refusal);
        } else {
            throw Objects.requireNonNull(failure, "a scorer or why there is none");
        }
    }

    private void postpone(Build build, NativeMemoryException why) {
        if (waiting.containsKey(build.set.getName())) {
            // a newer revision has its turn
            return;
        }
        build.failures++;
        if (build.failures == 1) {
            listener.postponed(build.set, why);
        }
        postponed.put(build.set.getName(), build);
        builders.build(AGAIN.after(build.failures), build.work, (scorer, failure) -> doneAgain(build, scorer, failure));
    }

    /** What is under way of a set is not wanted any more. */
    void forget(String set) {
        waiting.remove(set);
        postponed.remove(set);
        if (running != null && isOf(running, set)) {
            running.wanted = false;
        }
    }

    /** For each set that is under way, by name, how far it is, for people. */
    Map<String, String> underWay() {
        Map<String, String> texts = beingBuilt();
        postponed.forEach(
                (name, build) -> texts.put(name, "revision " + build.set.getRevision() + " waits for native memory"));
        return texts;
    }

    /** Those of {@link #underWay} that will be there soon. */
    Map<String, String> beingBuilt() {
        Map<String, String> texts = new TreeMap<>();
        if (running != null && running.wanted) {
            texts.put(running.set.getName(), describe(running));
        }
        waiting.forEach((name, build) -> texts.put(name, describe(build)));
        return texts;
    }

    private static String describe(Build build) {
        return "revision " + build.set.getRevision() + " is being built";
    }

    /** Nothing is wanted any more. */
    void forgetAll() {
        waiting.clear();
        postponed.clear();
        if (running != null) {
            running.wanted = false;
        }
    }
}
