package io.zerostream.cameras;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * An RTSP camera on loopback. The {@code ffmpeg} program of our own dependency draws and encodes frames and sends them by
 * RTP with its clock's reports; this hands them to whoever asks by RTSP, over TCP, with digest authentication (RFC 2326,
 * RFC 2617).
 */
public final class RtspCamera implements AutoCloseable {
    private static final String REALM = "camera";
    private static final String NONCE = "0a4f113b";
    private static final int LARGEST = 65_536;

    private final Process encoder;
    private final ServerSocket server;
    private final String scheme;
    private final DatagramSocket[] rtp;
    private final String sdp;
    private final @Nullable String user;
    private final @Nullable String password;
    private final List<OutputStream> players = new CopyOnWriteArrayList<>();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    /** Whether it keeps connections open and brings nothing. */
    public volatile boolean stalls;
    /** Where it sends whoever asks for its stream; null = it shows that itself. */
    public volatile @Nullable URI leadsTo;

    /**
     * @param folder of its own
     * @param encoding arguments of ffmpeg, such as {@code -c:v mpeg4}
     * @param user null = everybody may look
     */
    public RtspCamera(Path folder, List<String> encoding, @Nullable String user, @Nullable String password)
            throws IOException, InterruptedException {
        this(folder, encoding, user, password, null);
    }

    /**
     * The same over TLS.
     *
     * @param shown its certificate; null = none, and no TLS
     */
    public RtspCamera(
            Path folder,
            List<String> encoding,
            @Nullable String user,
            @Nullable String password,
            @Nullable SSLContext shown)
            throws IOException, InterruptedException {
        ServerSocketFactory sockets = shown == null ? ServerSocketFactory.getDefault() : shown.getServerSocketFactory();
        this.server = sockets.createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        this.scheme = shown == null ? "rtsp" : "rtsps";
        this.user = user;
        this.password = password;
        rtp = ports();
        Path description = folder.resolve("stream.sdp");
        // unpacks the libraries that the program wants beside it
        Loader.load(avdevice.class);
        String program = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        List<String> command = new ArrayList<>(List.of(
                program, "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=10"));
        command.addAll(encoding);
        command.addAll(List.of(
                "-g",
                "5",
                "-flags",
                "+global_header",
                "-sdp_file",
                description.toString(),
                "-f",
                "rtp",
                "rtp://127.0.0.1:" + rtp[0].getLocalPort() + "?pkt_size=1200"));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("ffmpeg.log").toFile());
        process.environment()
                .put("LD_LIBRARY_PATH", String.valueOf(Path.of(program).getParent()));
        encoder = process.start();
        for (int i = 0;
                i < 200
                        && !(Files.exists(description)
                                && Files.readString(description).contains("a=fmtp"));
                i++) {
            Thread.sleep(50);
        }
        sdp = Files.readString(description)
                        .replace("SDP:\n", "")
                        .replaceAll("m=video \\d+", "m=video 0")
                        .stripTrailing()
                        .replaceAll("\r?\n", "\r\n")
                + "\r\na=control:streamid=0\r\n";
        for (int channel = 0; channel < 2; channel++) {
            int of = channel;
            start(() -> forward(of));
        }
        start(this::accept);
    }

    /** RTP and, above it, the reports. */
    private static DatagramSocket[] ports() throws IOException {
        for (int i = 0; i < 100; i++) {
            DatagramSocket first = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            int port = first.getLocalPort();
            if (port % 2 == 0) {
                try {
                    return new DatagramSocket[] {first, new DatagramSocket(port + 1, InetAddress.getLoopbackAddress())};
                } catch (SocketException e) {
                    // taken: the next pair
                }
            }
            first.close();
        }
        throw new IOException("no two ports beside each other are free");
    }

    private interface Task {
        void run() throws IOException;
    }

    private void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // a client left, or the camera is closed
                    }
                },
                "rtsp-camera");
        thread.setDaemon(true);
        thread.start();
    }

    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/live");
    }

    /** How many look at present. */
    public int players() {
        return players.size();
    }

    /** Ends all connections. */
    public void cut() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        clients.clear();
        players.clear();
    }

    private void forward(int channel) throws IOException {
        byte[] buffer = new byte[LARGEST];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            rtp[channel].receive(packet);
            for (OutputStream player : stalls ? List.<OutputStream>of() : players) {
                try {
                    synchronized (player) {
                        player.write(new byte[] {
                            '$', (byte) channel, (byte) (packet.getLength() >> 8), (byte) packet.getLength()
                        });
                        player.write(buffer, 0, packet.getLength());
                        player.flush();
                    }
                } catch (IOException e) {
                    players.remove(player);
                }
            }
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            clients.add(client);
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        while (true) {
            String request = line(in);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.put(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip());
            }
            synchronized (out) {
                out.write(answer(request.split(" ")[0], headers).getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            if (request.startsWith("PLAY")) {
                players.add(out);
            }
        }
    }

    private String answer(String method, Map<String, String> headers) {
        String common = "\r\nCSeq: " + headers.get("CSeq") + "\r\nSession: 1\r\n";
        if (!method.equals("OPTIONS") && !mayLook(method, headers.get("Authorization"))) {
            return "RTSP/1.0 401 Unauthorized" + common + "WWW-Authenticate: Digest realm=\"" + REALM + "\", nonce=\""
                    + NONCE + "\"\r\n\r\n";
        }
        if (method.equals("DESCRIBE") && leadsTo != null) {
            return "RTSP/1.0 302 Moved Temporarily" + common + "Location: " + leadsTo + "\r\n\r\n";
        }
        String ok = "RTSP/1.0 200 OK" + common;
        return switch (method) {
            case "OPTIONS" -> ok + "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER\r\n\r\n";
            case "DESCRIBE" ->
                ok + "Content-Base: " + url() + "/\r\nContent-Type: application/sdp\r\nContent-Length: " + sdp.length()
                        + "\r\n\r\n" + sdp;
            case "SETUP" -> ok + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n";
            default -> ok + "\r\n";
        };
    }

    private boolean mayLook(String method, @Nullable String authorization) {
        if (user == null) {
            return true;
        }
        if (authorization == null) {
            return false;
        }
        Map<String, String> fields = new TreeMap<>();
        Matcher matcher = Pattern.compile("(\\w+)=\"([^\"]*)\"").matcher(authorization);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        String secret = md5(user + ":" + REALM + ":" + password);
        String wanted = md5(secret + ":" + NONCE + ":" + md5(method + ":" + fields.get("uri")));
        return user.equals(fields.get("username")) && wanted.equals(fields.get("response"));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line of a request; what the client itself reports about the stream is passed over. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException();
            }
            if (c == '$' && line.size() == 0) {
                in.read();
                in.skipNBytes(in.read() << 8 | in.read());
            } else if (c == '\n') {
                return line.toString(StandardCharsets.UTF_8).stripTrailing();
            } else {
                line.write(c);
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        encoder.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        server.close();
        cut();
        rtp[0].close();
        rtp[1].close();
    }
}
