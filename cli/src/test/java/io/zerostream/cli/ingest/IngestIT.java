package io.zerostream.cli.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.cli.CommandLines;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.ffmpeg.global.avdevice;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files on their way to a real Kafka. */
class IngestIT {
    private static final int SECONDS = 4;

    @TempDir
    private static Path home;

    private static EmbeddedPlatform platform;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void eachFileIsSentOnceOrRefusedByNameAndAgainWhenItHasChanged() throws Exception {
        Path photo = picture("photo.png", Color.RED);
        picture("sub/other.png", Color.BLUE);
        picture("._photo.png", Color.BLACK);
        Files.writeString(folder.resolve("broken.jpg"), "no picture");
        Files.writeString(folder.resolve("notes.txt"), "of somebody");

        JsonNode first = outcome(1, folder + " --source first");
        assertThat(first.path("sent").asInt()).isEqualTo(2);
        assertThat(first.path("passed_over").asInt()).isEqualTo(1);
        assertThat(first.path("refused")).hasSize(1);
        assertThat(first.path("refused").path(0).path("name").asText()).endsWith("/broken.jpg");
        assertThat(files("first"))
                .hasSize(2)
                .anyMatch(file -> file.endsWith("/photo.png"))
                .anyMatch(file -> file.endsWith("/sub/other.png"));

        JsonNode again = outcome(1, folder + " --source first");
        assertThat(again.path("sent").asInt()).isZero();
        assertThat(again.path("before").asInt()).isEqualTo(2);

        Files.setLastModifiedTime(photo, FileTime.from(Instant.now().plusSeconds(60)));
        Files.delete(folder.resolve("broken.jpg"));
        assertThat(outcome(0, folder.resolve("sub") + " --source first")
                        .path("before")
                        .asInt())
                .as("however it is called")
                .isEqualTo(1);
        assertThat(outcome(0, folder + " --source first").path("sent").asInt()).isEqualTo(1);
        assertThat(outcome(0, folder + " --source first --again").path("sent").asInt())
                .isEqualTo(2);
        assertThat(files("first")).hasSize(5);
    }

    @Test
    void whatWasUnderWayWhenItWasKilledIsSentAgainWithTheSameId() throws Exception {
        for (int i = 0; i < 5; i++) {
            picture("p" + i + ".png", new Color(i));
        }
        Path journal = folder.resolve("journal");
        outcome(0, folder + "/*.png --source killed --journal " + journal);
        String whole = Files.readString(journal);
        // the last line is torn, and the one before it is not there any more
        List<String> lines = whole.lines().toList();
        Files.writeString(
                journal,
                String.join("\n", lines.subList(0, 3)) + "\n" + lines.get(4).substring(0, 5));

        assertThat(outcome(0, folder + "/*.png --source killed --journal " + journal)
                        .path("sent")
                        .asInt())
                .isEqualTo(2);
        assertThat(ids("killed")).hasSize(7);
        assertThat(ids("killed").stream().distinct()).hasSize(5);
        assertThat(outcome(0, folder + "/*.png --source killed --journal " + journal)
                        .path("before")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void framesOfAVideoHaveTheirPlaceInIt() throws Exception {
        Path video = video();
        Instant modified = Files.getLastModifiedTime(video).toInstant();

        assertThat(outcome(0, video + " --source video --fps 2 --change 0 --dated")
                        .path("sent")
                        .asInt())
                .isBetween(2 * SECONDS - 1, 2 * SECONDS + 1);
        List<ImageEvent> frames = events("video");
        assertThat(frames.get(1).getAttributes().get("file").toString()).matches(".*/street\\.mp4#t=0\\.[45]\\d\\d");
        assertThat(frames.get(frames.size() - 1).getCapturedAt())
                .isAfter(modified.plus(Duration.ofSeconds(SECONDS - 1)))
                .isBefore(modified.plus(Duration.ofSeconds(SECONDS + 1)));
        assertThat(outcome(0, video + " --source video --fps 2 --change 0 --dated")
                        .path("sent")
                        .asInt())
                .isZero();
    }

    @Test
    void pathsComeFromStandardInputToo() throws Exception {
        Path one = picture("one.png", Color.RED);
        Path two = picture("two.png", Color.GREEN);
        InputStream before = System.in;
        System.setIn(
                new ByteArrayInputStream((one + "\n/no/such.png\n" + two + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            JsonNode outcome = outcome(1, "- --source input --rate 100");
            assertThat(outcome.path("sent").asInt()).isEqualTo(2);
            assertThat(outcome.path("refused").path(0).path("name").asText()).isEqualTo("/no/such.png");
        } finally {
            System.setIn(before);
        }
    }

    private static JsonNode outcome(int code, String arguments) throws IOException {
        CommandLines.Said said = CommandLines.execute("ingest " + arguments + " --json --kafka "
                + platform.connection().bootstrapServers() + " --registry "
                + platform.connection().registryUrl());
        assertThat(said.code()).as(said.text()).isEqualTo(code);
        return new ObjectMapper().readTree(said.text());
    }

    private Path picture(String name, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 3, colour.getRGB());
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /** Drawn by the program of our own dependency. */
    private Path video() throws Exception {
        Path file = folder.resolve("street.mp4");
        Loader.load(avdevice.class);
        String program = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        ProcessBuilder ffmpeg = new ProcessBuilder(
                        program,
                        "-nostdin",
                        "-loglevel",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=160x120:rate=10",
                        "-t",
                        String.valueOf(SECONDS),
                        "-c:v",
                        "mpeg4",
                        file.toString())
                .inheritIO();
        ffmpeg.environment()
                .put("LD_LIBRARY_PATH", String.valueOf(Path.of(program).getParent()));
        assertThat(ffmpeg.start().waitFor()).isZero();
        return file;
    }

    private static List<ImageEvent> events(String source) {
        List<ImageEvent> events = new ArrayList<>();
        platform.connection().readAll(Topics.IMAGES, ImageEvent.class, record -> {
            if (record.value().getSourceId().equals(source)) {
                events.add(record.value());
            }
        });
        return events;
    }

    private static List<String> files(String source) {
        return events(source).stream()
                .map(event -> String.valueOf(event.getAttributes().get("file")))
                .toList();
    }

    private static List<String> ids(String source) {
        return events(source).stream().map(ImageEvent::getEventId).toList();
    }
}
