package io.zerostream.cameras.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cameras.RtspCamera;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtspStreamTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(5), 4_000_000);

    @TempDir
    private Path folder;

    private static FfmpegStream open(RtspCamera camera, String user, String password) throws StreamException {
        return FfmpegStream.open(
                new StreamAddress(camera.url(), null, new Credentials(user, password)), LIMITS, interrupt -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"libopenh264", "mpeg4"})
    void readsFramesAndTheCamerasClock(String codec) throws Exception {
        try (RtspCamera camera = new RtspCamera(folder, List.of("-c:v", codec), "guard", "p@ss word");
                FfmpegStream stream = open(camera, "guard", "p@ss word")) {
            assertThat(stream.format()).startsWith("rtsp/");
            assertThat(stream.still()).isFalse();
            long last = Long.MIN_VALUE;
            Frame frame = null;
            // encoders report their clock every five seconds
            for (int i = 0; i < 20 || (i < 150 && frame.taken().isEmpty()); i++) {
                frame = stream.next().orElseThrow();
                assertThat(frame.position().orElseThrow()).isGreaterThan(last);
                last = frame.position().orElseThrow();
            }
            BufferedImage pixels = frame.pixels(Region.ALL, 0);
            assertThat(pixels.getWidth()).isEqualTo(320);
            assertThat(frame.taken()).as("the camera's time of day").isPresent();
            assertThat(Duration.between(frame.taken().orElseThrow(), Instant.now())
                            .abs())
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void refusesWrongPasswords() throws Exception {
        try (RtspCamera camera = new RtspCamera(folder, List.of("-c:v", "mpeg4"), "guard", "right")) {
            assertThatThrownBy(() -> open(camera, "guard", "wrong"))
                    .hasMessageContaining("(401)")
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void isToldWhenTheCameraCutsTheStream() throws Exception {
        try (RtspCamera camera = new RtspCamera(folder, List.of("-c:v", "mpeg4"), null, null);
                FfmpegStream stream = open(camera, "any", "any")) {
            assertThat(stream.next()).isPresent();
            camera.cut();
            assertThatThrownBy(() -> {
                        while (stream.next().isPresent()) {}
                        throw new StreamException("it ended");
                    })
                    .isInstanceOf(StreamException.class);
        }
    }
}
