package io.zerostream.cameras.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cameras.HttpCamera;
import io.zerostream.cameras.RtspCamera;
import io.zerostream.cameras.Scenes;
import io.zerostream.platform.config.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cameras over TLS: whom FFmpeg believes. */
class CertificatesTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(5), 4_000_000);

    @TempDir
    private static Path folder;

    private static Certificates ours;
    private static Certificates others;

    @BeforeAll
    static void makeCertificates() {
        ours = Certificates.make(folder.resolve("ours"), "changeit", "-1d", 30);
        others = Certificates.make(folder.resolve("others"), "changeit", "-1d", 30);
    }

    private static FfmpegStream open(URI url, @Nullable Path authorities) throws StreamException {
        return FfmpegStream.open(
                new StreamAddress(url, null, null, authorities == null ? null : new Authorities(authorities)),
                LIMITS,
                interrupt -> {});
    }

    private static HttpCamera camera(@Nullable SSLContext shown) throws Exception {
        return new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null, shown);
    }

    private static void reads(URI url, @Nullable Path authorities) throws Exception {
        try (FfmpegStream stream = open(url, authorities)) {
            assertThat(stream.next()).isPresent();
        }
    }

    @Test
    void aCameraIsBelievedByWhomItsCertificateIsSigned() throws Exception {
        try (HttpCamera camera = camera(ours.forServer())) {
            for (String path : List.of("/stream", "/picture")) {
                reads(camera.url(path), ours.authority());
                reads(camera.url(path), null);
                assertThatThrownBy(() -> open(camera.url(path), others.authority()))
                        .isInstanceOf(StreamException.class)
                        .hasMessageContaining("its certificate is not believed")
                        .hasMessageContaining(others.authority().toString())
                        .hasMessageContaining("--ca");
            }
            Path both = Files.writeString(
                    folder.resolve("both.pem"),
                    Files.readString(others.authority()) + Files.readString(ours.authority()));
            reads(camera.url("/stream"), both);
        }
    }

    @Test
    void aCameraOverRtspIsBelievedInTheSameWay(@TempDir Path own) throws Exception {
        try (RtspCamera camera = new RtspCamera(own, List.of("-c:v", "mpeg4"), "guard", "word", ours.forServer())) {
            Credentials credentials = new Credentials("guard", "word");
            StreamAddress right = new StreamAddress(camera.url(), null, credentials, new Authorities(ours.authority()));
            try (FfmpegStream stream = FfmpegStream.open(right, LIMITS, interrupt -> {})) {
                assertThat(stream.next()).isPresent();
            }
            StreamAddress wrong =
                    new StreamAddress(camera.url(), null, credentials, new Authorities(others.authority()));
            assertThatThrownBy(() -> FfmpegStream.open(wrong, LIMITS, interrupt -> {}))
                    .hasMessageContaining("its certificate is not believed")
                    .hasMessageNotContaining("word");
        }
    }

    /** A number is not compared, as FFmpeg is today: should a later one do that, the documents can say so. */
    @Test
    void aCertificateIsForTheNameInTheAddress(@TempDir Path own) throws Exception {
        Path store = own.resolve("elsewhere.p12");
        Path certificate = own.resolve("elsewhere.pem");
        keytool(
                "-genkeypair -keyalg EC -alias camera -dname CN=elsewhere.example -ext san=dns:elsewhere.example",
                store);
        keytool("-exportcert -rfc -alias camera -file " + certificate, store);
        SSLContext elsewhere = new Certificates(store, "changeit", certificate).forServer();
        try (HttpCamera camera = camera(elsewhere);
                RtspCamera rtsp = new RtspCamera(own, List.of("-c:v", "mpeg4"), null, null, elsewhere);
                HttpCamera right = camera(ours.forServer())) {
            reads(named(right.url("/stream")), ours.authority());
            for (URI url : List.of(camera.url("/stream"), rtsp.url())) {
                assertThatThrownBy(() -> open(named(url), certificate))
                        .hasMessageContaining("localhost")
                        .hasMessageContaining("by a name that is in its certificate");
                reads(url, certificate);
            }
            assertThatThrownBy(() -> open(camera.url("/stream"), ours.authority()))
                    .hasMessageContaining("its certificate is not believed");
        }
    }

    private static URI named(URI url) {
        return URI.create(url.toString().replace("127.0.0.1", "localhost"));
    }

    private static void keytool(String arguments, Path store) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-storepass", "changeit", "-storetype", "PKCS12", "-keystore", store.toString()));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void whoIsBelievedLeadsToNobodyWhoIsNot(@TempDir Path own) throws Exception {
        byte[] segment = segment(own.resolve("segment.ts"));
        try (HttpCamera good = camera(ours.forServer());
                HttpCamera bad = camera(others.forServer());
                HttpCamera plain = camera(null)) {
            for (HttpCamera other : List.of(bad, plain)) {
                other.answer("/segment.ts", "video/mp2t", segment);
                String playlist = "/to-" + other.url("").getPort() + ".m3u8";
                good.answer(
                        playlist,
                        "application/vnd.apple.mpegurl",
                        ("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + other.url("/segment.ts")
                                        + "\n#EXT-X-ENDLIST\n")
                                .getBytes(StandardCharsets.UTF_8));
                reads(good.url(playlist), null);
                int before = other.connections();
                assertThatThrownBy(() -> open(good.url(playlist), ours.authority()))
                        .hasMessageContaining("no playlist (HLS, DASH) is read");
                assertThat(other.connections()).isEqualTo(before);
                good.redirect("/from" + playlist, other.url("/stream"));
                reads(good.url("/from" + playlist), null);
            }
            assertThatThrownBy(() -> open(good.url("/from/to-" + bad.url("").getPort() + ".m3u8"), ours.authority()))
                    .hasMessageContaining("cannot be opened");
            assertThatThrownBy(() -> open(good.url("/from/to-" + plain.url("").getPort() + ".m3u8"), ours.authority()))
                    .hasMessageContaining("leads to an address of http");
        }
    }

    private static byte[] segment(Path file) throws Exception {
        Loader.load(avdevice.class);
        String program = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        ProcessBuilder process = new ProcessBuilder(List.of((program + " -nostdin -loglevel error -f lavfi -i"
                        + " testsrc=size=64x48:rate=10 -t 1 -c:v mpeg2video " + file)
                .split(" ")));
        process.environment()
                .put("LD_LIBRARY_PATH", String.valueOf(Path.of(program).getParent()));
        assertThat(process.inheritIO().start().waitFor()).isZero();
        return Files.readAllBytes(file);
    }

    @Test
    void aFileWithoutCertificatesIsToldOf() throws Exception {
        assertThat(new Authorities(ours.authority()).problem()).isEmpty();
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThat(new Authorities(empty).problem().orElseThrow()).contains(empty.toString(), "BEGIN CERTIFICATE");
        Path rubbish = Files.writeString(folder.resolve("rubbish.pem"), "rubbish");
        assertThat(new Authorities(rubbish).problem().orElseThrow()).contains(rubbish.toString());
        assertThat(new Authorities(folder.resolve("none.pem")).problem().orElseThrow())
                .contains("none.pem");
        try (HttpCamera camera = camera(ours.forServer())) {
            assertThatThrownBy(() -> open(camera.url("/stream"), rubbish)).hasMessageContaining(rubbish.toString());
        }
    }

    /** Java reads certificates in binary too, FFmpeg does not, and would say nothing of that. */
    @Test
    void aFileThatFfmpegDoesNotReadIsToldOfBefore(@TempDir Path own) throws Exception {
        Path binary = own.resolve("authority.der");
        try (InputStream in = Files.newInputStream(ours.authority())) {
            Files.write(
                    binary,
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(in)
                            .getEncoded());
        }
        assertThat(new Authorities(binary).problem().orElseThrow()).contains(binary.toString(), "BEGIN CERTIFICATE");
        assertThat(new Authorities(own).problem().orElseThrow()).contains(own + " is a folder");
        assertThat(new Authorities(own.resolve("none.pem")).problem().orElseThrow())
                .contains("there is no file " + own.resolve("none.pem"));
        Path relative = Path.of("").toAbsolutePath().relativize(ours.authority().toAbsolutePath());
        assertThat(relative).isRelative();
        try (HttpCamera camera = camera(ours.forServer())) {
            reads(camera.url("/stream"), relative);
            assertThatThrownBy(() -> open(camera.url("/stream"), binary)).hasMessageContaining("BEGIN CERTIFICATE");
        }
    }

    /** To Java an authority in the file is believed for ever, to FFmpeg it is not. */
    @Test
    void anAuthorityWhoseTimeIsOverIsNamed(@TempDir Path own) throws Exception {
        Path store = own.resolve("server.p12");
        Path authority = own.resolve("authority.pem");
        keytool(
                "-genkeypair -keyalg EC -alias authority -dname CN=outdated -ext bc:c -startdate -20d -validity 10",
                store);
        keytool(
                "-genkeypair -keyalg EC -alias camera -dname CN=localhost -ext san=ip:127.0.0.1,dns:localhost"
                        + " -signer authority -startdate -15d -validity 30",
                store);
        keytool("-exportcert -rfc -alias authority -file " + authority, store);
        keytool("-delete -alias authority", store);
        assertThat(new Authorities(authority).problem().orElseThrow())
                .contains("CN=outdated", "is over", authority.toString());
        Path both = Files.writeString(
                own.resolve("both.pem"), Files.readString(authority) + Files.readString(ours.authority()));
        assertThat(new Authorities(both).problem()).isEmpty();
        try (HttpCamera camera = camera(new Certificates(store, "changeit", ours.authority()).forServer())) {
            assertThatThrownBy(() -> open(camera.url("/stream"), both))
                    .hasMessageContaining("CN=outdated")
                    .hasMessageContaining("is over")
                    .hasMessageNotContaining("playlist");
        }
    }

    @Test
    void whoSignedItMustBeInTheFileAndNotOnlyWhatWasSigned(@TempDir Path own) throws Exception {
        Path alone = own.resolve("server.pem");
        keytool("-exportcert -rfc -alias server -file " + alone, ours.keyStore());
        try (HttpCamera camera = camera(ours.forServer())) {
            assertThatThrownBy(() -> open(camera.url("/stream"), alone))
                    .hasMessageContaining("up to one that signed itself")
                    .hasMessageNotContaining("playlist");
        }
    }

    @Test
    void aCameraThatSpeaksNoTlsIsToldOfAsThat() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> {
                while (!plain.isClosed()) {
                    try (Socket client = plain.accept()) {
                        // all of it: what is left unread would have the connection reset
                        assertThat(client.getInputStream().read(new byte[8192])).isPositive();
                        client.getOutputStream()
                                .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        client.shutdownOutput();
                        client.getInputStream().transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // who asked has gone, or the test is over
                    }
                }
            });
            answers.setDaemon(true);
            answers.start();
            assertThatThrownBy(() ->
                            open(URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/stream"), ours.authority()))
                    .hasMessageContaining("TLS with it fails")
                    .hasMessageNotContaining("certificate is not believed");
        }
    }

    @Test
    void whoIsBelievedByRtspLeadsToNobodyElse(@TempDir Path own, @TempDir Path another) throws Exception {
        try (RtspCamera good = new RtspCamera(own, List.of("-c:v", "mpeg4"), null, null, ours.forServer());
                RtspCamera bad = new RtspCamera(another, List.of("-c:v", "mpeg4"), null, null, others.forServer())) {
            good.leadsTo = bad.url();
            reads(good.url(), null);
            assertThatThrownBy(() -> open(good.url(), ours.authority())).isInstanceOf(StreamException.class);
        }
    }

    @Test
    void aCameraMayLeadToItselfAndByNobodyInBetween() throws Exception {
        try (HttpCamera good = camera(ours.forServer());
                HttpCamera twin = camera(ours.forServer());
                HttpCamera plain = camera(null)) {
            good.redirect("/here", URI.create("/stream"));
            reads(good.url("/here"), ours.authority());
            good.redirect("/there", plain.url("/on"));
            plain.redirect("/on", twin.url("/stream"));
            reads(good.url("/there"), null);
            assertThatThrownBy(() -> open(good.url("/there"), ours.authority()))
                    .hasMessageContaining("leads to another camera");
        }
    }
}
