package io.zerostream.cli.demo;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.jspecify.annotations.Nullable;

/** The ledger of a run that a person watches: all it knows is when the first label came. */
final class FirstLabel implements Ledger {
    private volatile boolean came;

    @Override
    public void sent(String eventId, @Nullable String truth) {
        // an endless run keeps no account of single pictures
    }

    @Override
    public void labelled(ZeroShotLabel label) {
        came = true;
    }

    @Override
    public void dead(DeadLetter letter) {
        // shown by the console
    }

    /** Whether it came. */
    boolean came() {
        return came;
    }
}
