package io.zerostream.job.internal.control;

import io.zerostream.model.matching.ClassScorer;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where scorers of large class sets are built. */
public interface SetBuilding {
    /** On the caller's thread; who would have to wait first is not built, for there is no clock. */
    SetBuilding AT_ONCE = (wait, work, then) -> {
        if (wait.isZero()) {
            now(work, then);
        }
    };

    /** Builds on the caller's thread. */
    static void now(Supplier<ClassScorer> work, Built then) {
        ClassScorer scorer;
        try {
            scorer = work.get();
        } catch (RuntimeException e) {
            then.built(null, e);
            return;
        }
        then.built(scorer, null);
    }

    /** Hears on the registry's thread what came of it. */
    interface Built {
        /** Exactly one of both is null; takes over the scorer and its share of the native memory. */
        void built(@Nullable ClassScorer scorer, @Nullable RuntimeException failure);
    }

    /**
     * Builds, and says so on the registry's thread, later or before it returns; never when the task ends meanwhile.
     *
     * @param wait how long to wait before; others are built meanwhile
     */
    void build(Duration wait, Supplier<ClassScorer> work, Built then);
}
