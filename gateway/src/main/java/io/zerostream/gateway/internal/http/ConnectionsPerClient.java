package io.zerostream.gateway.internal.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections of an address that has too many. */
final class ConnectionsPerClient implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionsPerClient.class);

    /**
     * @param open its connections
     * @param told whether it was said that it has too many; once, until it has none
     */
    private record Client(int open, boolean told) {
        private static final Client NEW = new Client(0, false);
    }

    private final int most;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    /** A connection that is closed does not say any more whose it was. */
    private final Map<Connection, String> addresses = new ConcurrentHashMap<>();

    ConnectionsPerClient(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(Connection connection) {
        String address = address(connection);
        addresses.put(connection, address);
        Client client = clients.compute(address, this::opened);
        if (client.open() > most) {
            connection.getEndPoint().close();
        }
    }

    private Client opened(String address, @Nullable Client known) {
        Client client = known == null ? Client.NEW : known;
        boolean tooMany = client.open() >= most;
        if (tooMany && !client.told()) {
            LOG.warn(
                    "{} has {} connections, which is the limit (http.connectionsPerClient); further ones are closed",
                    address,
                    most);
        }
        return new Client(client.open() + 1, client.told() || tooMany);
    }

    @Override
    public void onClosed(Connection connection) {
        String address = addresses.remove(connection);
        if (address != null) {
            clients.computeIfPresent(
                    address, (a, client) -> client.open() == 1 ? null : new Client(client.open() - 1, client.told()));
        }
    }

    /** Whose a connection is; one that is closed does not say it any more. */
    static String address(Connection connection) {
        SocketAddress address = connection.getEndPoint().getRemoteSocketAddress();
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : String.valueOf(address);
    }
}
