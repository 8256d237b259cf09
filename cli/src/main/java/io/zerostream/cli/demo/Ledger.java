package io.zerostream.cli.demo;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.jspecify.annotations.Nullable;

/** Told of every picture sent and of everything that came out. Called from several threads. */
interface Ledger {
    /** A picture is about to be sent. */
    void sent(String eventId, @Nullable String truth);

    /** A label became visible to a consumer of committed records. */
    void labelled(ZeroShotLabel label);

    /** A dead letter became visible to a consumer of committed records. */
    void dead(DeadLetter letter);
}
