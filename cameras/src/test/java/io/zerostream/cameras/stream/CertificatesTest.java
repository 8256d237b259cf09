package io.zerostream.cameras.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cameras.HttpCamera;
import io.zerostream.cameras.RtspCamera;
import io.zerostream.cameras.Scenes;
import io.zerostream.platform.config.Certificates;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
