package io.zerostream.platform.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * First class of every child JVM: runs the real main, and ends the process when standard input ends, that is when the
 * parent closes it or is gone, however it went. So a {@code kill -9} of the parent leaves no process behind. Needs
 * nothing but the JDK.
 *
 * <p>Ctrl-C in a terminal reaches the whole group of processes. It is ignored here: the parent ends its children itself,
 * after the jobs that still talk to them.
 */
public final class ChildMain {
    private static final long MOST_SECONDS_TO_END = 20;

    private ChildMain() {}

    /** @param args the real main class, then its arguments */
    public static void main(String[] args) throws ReflectiveOperationException {
        ignoreInterrupts();
        daemon("watch-parent", () -> {
            waitForEnd(System.in);
            daemon("end-at-last", ChildMain::haltIfStuck);
            System.exit(0);
        });
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            // the log file of the child is the one place where this can be seen
            e.getTargetException().printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    /** By reflection: the compiler lets nobody name {@code sun.misc}, and there is no other way. */
    private static void ignoreInterrupts() throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object ignore = Proxy.newProxyInstance(
                ChildMain.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> null);
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance("INT"), ignore);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void waitForEnd(InputStream in) {
        int next = 0;
        while (next >= 0) {
            try {
                next = in.read();
            } catch (IOException e) {
                // a broken pipe means the same as its end
                next = -1;
            }
        }
    }

    /** A server that hangs in its shutdown must not outlive its parent. */
    private static void haltIfStuck() {
        try {
            if (!new CountDownLatch(1).await(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }
}
