package io.zerostream.platform.internal;

import io.zerostream.platform.PlatformException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on 127.0.0.1. */
final class Ports {
    /** The only address the platform listens on. */
    static final String LOOPBACK = "127.0.0.1";

    private static final byte[] LOOPBACK_BYTES = {127, 0, 0, 1};

    private Ports() {}

    /**
     * Chooses a port, or checks the one that was asked for. Nothing holds it between here and the server's own start.
     *
     * @param server who will listen, for messages; its configuration key is {@code platform.ports.<server>}
     * @param wanted a port, or 0 for a free one
     * @throws PlatformException when somebody listens there already
     */
    static int choose(String server, int wanted) {
        try (ServerSocket socket = new ServerSocket()) {
            // as servers do: a port whose last connections are still fading is free
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK_BYTES), wanted));
            return socket.getLocalPort();
        } catch (BindException e) {
            throw new PlatformException(
                    "port " + wanted + " for " + server + " is taken on " + LOOPBACK + " (" + e.getMessage()
                            + "): stop what listens there, or set platform.ports." + server
                            + " to another port, or to 0 for a free one",
                    e);
        } catch (IOException e) {
            throw new PlatformException("cannot open a port on " + LOOPBACK + ": " + e.getMessage(), e);
        }
    }
}
