package io.zerostream.platform.internal;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A main that starts a {@link Sleeper} as its child, prints the child's process id and waits to be killed. */
public final class Parent {
    private Parent() {}

    /** @param args folder of the child */
    public static void main(String[] args) throws InterruptedException {
        ChildProcess child = ChildProcess.start(Children.running(Sleeper.class.getName(), Path.of(args[0])));
        System.out.println(child.pid());
        new CountDownLatch(1).await();
    }
}
