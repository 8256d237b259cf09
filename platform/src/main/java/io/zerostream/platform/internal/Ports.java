package io.zerostream.platform.internal;

import io.zerostream.platform.config.PlatformException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ports on 127.0.0.1. */
public final class Ports {
    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);

    /** The only address the platform listens on. */
    static final String LOOPBACK = "127.0.0.1";

    private static final byte[] LOOPBACK_BYTES = {127, 0, 0, 1};

    /**
     * Free ports are taken from here and not from the system, which hands out the range that outgoing connections take
     * theirs from (from 32 768 on with Linux, 49 152 elsewhere): a connection made between the choice and the server's
     * start, or while a server is down, would then sit on the server's port.
     */
    static final int FIRST = 12_000;

    /** Exclusive. */
    static final int LAST = 32_000;

    private static final int ATTEMPTS = 200;

    /** What this process has handed out: a server that has not started yet does not hold its port. */
    private static final Set<Integer> CHOSEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /**
     * Chooses a port, or checks the one that was asked for. Nothing holds it between here and the server's own start,
     * but no two calls in one process choose the same.
     *
     * @param server who will listen, for messages; its option is {@code --<server>-port}
     * @param wanted a port, or 0 for a free one in [{@link #FIRST}, {@link #LAST})
     * @throws PlatformException when somebody listens there already
     */
    static int choose(String server, int wanted) {
        if (wanted == 0) {
            return free(server);
        }
        requireFree(server, "--" + server + "-port", wanted);
        return wanted;
    }

    private static int free(String server) {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (CHOSEN.add(port) && canListen(port)) {
                return port;
            }
        }
        throw new PlatformException("found no free port for " + server + " on " + LOOPBACK + " in " + ATTEMPTS
                + " attempts between " + FIRST + " and " + LAST + ": end what listens on so many of them");
    }

    private static boolean canListen(int port) {
        try {
            listen(port);
            return true;
        } catch (BindException e) {
            LOG.debug("port {} is taken", port, e);
            return false;
        }
    }

    /**
     * Looks whether somebody listens there.
     *
     * @param server who is to listen, for messages
     * @param option where its port is named
     * @param port 0 is always free
     * @throws PlatformException when somebody does
     */
    public static void requireFree(String server, String option, int port) {
        if (port == 0) {
            return;
        }
        try {
            listen(port);
        } catch (BindException e) {
            throw new PlatformException(
                    "port " + port + " for " + server + " is taken on " + LOOPBACK + " (" + e.getMessage()
                            + "): stop what listens there, or name another by " + option + ", or 0 for a free one",
                    e);
        }
    }

    private static void listen(int port) throws BindException {
        try (ServerSocket socket = new ServerSocket()) {
            // as servers do: a port whose last connections are still fading is free
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK_BYTES), port));
        } catch (BindException e) {
            throw e;
        } catch (IOException e) {
            throw new PlatformException("cannot open a port on " + LOOPBACK + ": " + e.getMessage(), e);
        }
    }
}
