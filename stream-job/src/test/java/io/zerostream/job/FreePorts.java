package io.zerostream.job;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers of tests that cannot choose one by themselves. */
final class FreePorts {
    /** Below the range that outgoing connections take their ports from: Kafka's clients would else be given it. */
    private static final int END = 32_000;

    private FreePorts() {}

    /** One that nobody listens on now. */
    static int next() throws IOException {
        BindException taken = new BindException("no free port below " + END);
        for (int port = ThreadLocalRandom.current().nextInt(12_000, END - 1000); port < END; port++) {
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                taken.addSuppressed(e);
            }
        }
        throw taken;
    }
}
