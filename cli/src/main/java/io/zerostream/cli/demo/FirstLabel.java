package io.zerostream.cli.demo;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The ledger of a run that a person watches: all it knows is when the first label came. */
final class FirstLabel implements Ledger {
    private final CountDownLatch came = new CountDownLatch(1);

    @Override
    public void sent(String eventId, @Nullable String truth) {
        // an endless run keeps no account of single pictures
    }

    @Override
    public void labelled(ZeroShotLabel label) {
        came.countDown();
    }

    @Override
    public void dead(DeadLetter letter) {
        // shown by the console
    }

    /** Waits at most this long; whether it came. */
    boolean await(long milliseconds) throws InterruptedException {
        return came.await(milliseconds, TimeUnit.MILLISECONDS);
    }
}
