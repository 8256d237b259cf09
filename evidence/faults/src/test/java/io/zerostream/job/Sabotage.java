package io.zerostream.job;

import io.zerostream.job.internal.IncomingPicture;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** An operator that does wrong to every hundredth picture, so that a checker can be seen to see it. */
final class Sabotage extends RichFlatMapFunction<IncomingPicture, IncomingPicture> {
    private static final long serialVersionUID = 1L;
    private static final int ONE_IN = 100;
    /** Not a multiple of the number of sources: the next one of the same source is this many later at most. */
    private static final int HELD_BACK = 40;

    private final Kind kind;
    private transient long seen;
    private transient long releaseAt;
    private transient @Nullable IncomingPicture held;

    /** What it does. */
    enum Kind {
        /** Nothing. */
        NONE,
        /** Forgets it. */
        DROP,
        /** Hands it on twice. */
        DOUBLE,
        /** Hands it on 40 pictures later. */
        REORDER
    }

    Sabotage(Kind kind) {
        this.kind = kind;
    }

    @Override
    public void flatMap(IncomingPicture picture, Collector<IncomingPicture> out) {
        seen++;
        boolean victim = seen % ONE_IN == 0;
        if (victim && kind == Kind.REORDER) {
            held = picture;
            releaseAt = seen + HELD_BACK;
            return;
        }
        if (!victim || kind != Kind.DROP) {
            out.collect(picture);
        }
        if (victim && kind == Kind.DOUBLE) {
            out.collect(picture);
        }
        if (held != null && seen == releaseAt) {
            out.collect(held);
            held = null;
        }
    }
}
