package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.Rejection;
import io.zerostream.job.internal.classify.Batch.Verdict;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.model.matching.Match;
import io.zerostream.schemas.avro.DeadLetterReason;
import org.jspecify.annotations.Nullable;

/** A picture on its way through a {@link ModelPass}: all that is known of it so far. Used by the inference thread alone. */
final class PictureCase {
    /** The picture. */
    final DecodedPicture picture;

    /** The set it is matched with; null until it is found, and when it is not served. */
    @Nullable
    ServingSet set;

    /** What the model makes of it (a); null when it failed. */
    float @Nullable [] vector;

    /** The classes of the set that fit best; null when it did not come so far. */
    @Nullable
    Match match;

    /** Why it gets no label; null when it does. */
    @Nullable
    Rejection rejection;

    /** How it ends; null until a pass has ended. */
    @Nullable
    Verdict verdict;

    PictureCase(DecodedPicture picture) {
        this.picture = picture;
    }

    /** Forgets what an earlier pass found. */
    void begin() {
        set = null;
        vector = null;
        match = null;
        rejection = null;
        verdict = null;
    }

    /** Whether the model failed on it. */
    boolean failed() {
        return rejection != null && rejection.reason() == DeadLetterReason.INFERENCE_FAILED;
    }
}
