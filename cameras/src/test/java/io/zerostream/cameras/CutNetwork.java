package io.zerostream.cameras;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The network between one client and a Kafka of one broker on loopback, which can be cut as a cable is: nothing is refused,
 * nothing comes. Clients go where the broker says that it is, so its address is replaced in what it answers by this one, which
 * has the same length.
 */
final class CutNetwork implements AutoCloseable {
    private final ServerSocket listening;
    private final InetSocketAddress broker;
    private final byte[] itsAddress;
    private final byte[] ours;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** Who passes something on reads; who cuts writes. */
    private final ReentrantReadWriteLock cable = new ReentrantReadWriteLock();

    private volatile boolean cut;

    /** @param bootstrapServers the broker's {@code host:port} */
    CutNetwork(String bootstrapServers) throws IOException {
        int colon = bootstrapServers.lastIndexOf(':');
        String host = bootstrapServers.substring(0, colon);
        broker = new InetSocketAddress(host, Integer.parseInt(bootstrapServers.substring(colon + 1)));
        listening = new ServerSocket(0, 50, InetAddress.getByName(host));
        itsAddress = address(host, broker.getPort());
        ours = address(host, listening.getLocalPort());
        start(this::accept);
    }

    /** As Kafka's answers have it: the name, then four bytes of port. */
    private static byte[] address(String host, int port) {
        byte[] name = host.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(name.length + Integer.BYTES)
                .put(name)
                .putInt(port)
                .array();
    }

    /** Where its client finds the broker. */
    String bootstrapServers() {
        return listening.getInetAddress().getHostAddress() + ':' + listening.getLocalPort();
    }

    /** From now on nothing comes through, in either direction. */
    void cut() {
        cable.writeLock().lock();
        try {
            cut = true;
        } finally {
            cable.writeLock().unlock();
        }
    }

    /** Old connections are gone, new ones work. */
    void mend() {
        cable.writeLock().lock();
        try {
            closeAll();
            cut = false;
        } finally {
            cable.writeLock().unlock();
        }
    }

    private void closeAll() {
        sockets.forEach(CutNetwork::close);
        sockets.clear();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // one end has closed: so does the other
                    }
                },
                "network");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            sockets.add(client);
            if (!cut) {
                Socket server = new Socket();
                sockets.add(server);
                server.connect(broker);
                start(() -> pump(client, server, false));
                start(() -> pump(server, client, true));
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            DataInputStream frames = new DataInputStream(in);
            DataOutputStream passed = new DataOutputStream(new BufferedOutputStream(out));
            while (true) {
                byte[] frame = new byte[frames.readInt()];
                frames.readFully(frame);
                if (answers) {
                    replaceAddress(frame);
                }
                cable.readLock().lock();
                try {
                    if (!cut) {
                        passed.writeInt(frame.length);
                        passed.write(frame);
                        passed.flush();
                    }
                } finally {
                    cable.readLock().unlock();
                }
            }
        }
    }

    private void replaceAddress(byte[] frame) {
        for (int at = 0; at + itsAddress.length <= frame.length; at++) {
            if (Arrays.equals(frame, at, at + itsAddress.length, itsAddress, 0, itsAddress.length)) {
                System.arraycopy(ours, 0, frame, at, ours.length);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        closeAll();
    }
}
