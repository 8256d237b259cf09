package io.zerostream.platform.internal;

import java.util.concurrent.CountDownLatch;

/** A main that runs until it is ended from outside, and says when it has begun. */
public final class Sleeper {
    static final String BEGUN = "begun";

    private Sleeper() {}

    /** Waits for ever. */
    public static void main(String[] args) throws InterruptedException {
        System.out.println(BEGUN);
        new CountDownLatch(1).await();
    }
}
