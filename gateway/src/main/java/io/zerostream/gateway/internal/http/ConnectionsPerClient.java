package io.zerostream.gateway.internal.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections of an address that has too many. */
final class ConnectionsPerClient implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionsPerClient.class);

    private final int most;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    ConnectionsPerClient(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(Connection connection) {
        String client = client(connection);
        if (open.merge(client, 1, Integer::sum) > most) {
            LOG.debug("{} has {} connections, which is the limit; another one is closed", client, most);
            connection.getEndPoint().close();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        open.computeIfPresent(client(connection), (c, n) -> n == 1 ? null : n - 1);
    }

    private static String client(Connection connection) {
        SocketAddress address = connection.getEndPoint().getRemoteSocketAddress();
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : String.valueOf(address);
    }
}
