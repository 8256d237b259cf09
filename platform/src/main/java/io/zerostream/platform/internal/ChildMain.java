package io.zerostream.platform.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * First class of every child JVM: runs the real main, and ends the process when standard input ends, that is when the
 * parent is gone, however it went. So a {@code kill -9} of the parent leaves no process behind.
 */
public final class ChildMain {
    private ChildMain() {}

    /** @param args the real main class, then its arguments */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(() -> waitForEnd(System.in), "watch-parent");
        watch.setDaemon(true);
        watch.start();
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            // the log file of the child is the one place where this can be seen
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
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
        System.exit(0);
    }
}
