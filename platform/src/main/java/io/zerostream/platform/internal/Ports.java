package io.zerostream.platform.internal;

import io.zerostream.platform.PlatformException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Free ports on 127.0.0.1. */
public final class Ports {
    /** The only address the platform listens on. */
    public static final String LOOPBACK = "127.0.0.1";

    private Ports() {}

    /** Different ports that nobody listens on now; held all at once while choosing, so none is given twice. */
    public static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new PlatformException("cannot open a port on " + LOOPBACK + ": " + e.getMessage(), e);
        } finally {
            held.forEach(Ports::release);
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new PlatformException("cannot release port " + socket.getLocalPort(), e);
        }
    }
}
