package io.zerostream.job.internal.classify;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;

/** How a picture ends: exactly one of these. */
sealed interface Verdict {
    /** With a label. */
    record Labelled(ZeroShotLabel label) implements Verdict {}

    /** Without one. */
    record Dead(DeadLetter letter) implements Verdict {}
}
