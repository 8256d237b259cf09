package io.zerostream.job.internal.control;

import io.zerostream.model.ClassScorer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where scorers of large class sets are built. */
public interface SetBuilding {
    /** On the caller's thread. */
    SetBuilding AT_ONCE = (work, then) -> {
        ClassScorer scorer;
        try {
            scorer = work.get();
        } catch (RuntimeException e) {
            then.built(null, e);
            return;
        }
        then.built(scorer, null);
    };

    /** Hears on the registry's thread what came of it. */
    interface Built {
        /** Exactly one of both is null; takes over the scorer and its share of the native memory. */
        void built(@Nullable ClassScorer scorer, @Nullable RuntimeException failure);
    }

    /** Builds, and says so on the registry's thread, later or before it returns; never when the task ends meanwhile. */
    void build(Supplier<ClassScorer> work, Built then);
}
