package io.zerostream.cli.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A webcam's file, which is written every second and never stands still. On a clock of its own. */
class RestlessFileTest {
    private static final int SECONDS = 60;
    private static final int TICK = 100;

    @TempDir
    private Path folder;

    private long now;
    private final List<String> told = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void isTakenNowAndThenWholeAndEachVersionOnce(String format) throws Exception {
        Path file = folder.resolve("latest." + format);
        write(file, picture(format, 0));
        FolderSource source = source();
        List<FolderFile> taken = new ArrayList<>();
        for (int second = 1; second <= SECONDS; second++) {
            byte[] picture = picture(format, second);
            // half of it lies there for half of the time
            write(file, Arrays.copyOf(picture, picture.length / 2));
            pass(source, 500, taken);
            write(file, picture);
            pass(source, 500, taken);
        }

        assertThat(taken).hasSizeBetween(SECONDS / 12, SECONDS / 6);
        assertThat(taken).extracting(FolderFile::eventId).doesNotHaveDuplicates();
        assertThat(taken).allSatisfy(f -> assertThat(f.content()).isEqualTo(picture(format, f.content())));
        assertThat(told).isEmpty();

        pass(source, 10_000, taken);
        assertThat(taken.get(taken.size() - 1).content()).as("stands still").isEqualTo(picture(format, SECONDS));
        assertThat(source.settled()).isTrue();
    }

    /** As on a share with many files, where a look takes long, and the next comes ten times as late. */
    @ParameterizedTest
    @ValueSource(ints = {3, 7})
    void isTakenThoughLooksAreFarApart(int apart) throws Exception {
        Path file = folder.resolve("latest.png");
        write(file, picture("png", 0));
        FolderSource source = source();
        List<FolderFile> taken = new ArrayList<>();
        for (int second = 1; second <= SECONDS; second++) {
            write(file, picture("png", second));
            now += Duration.ofSeconds(1).toNanos();
            if (second % apart == 0) {
                source.poll().ifPresent(taken::add);
            }
        }
        assertThat(taken).hasSizeBetween(SECONDS / 30, SECONDS / 6);
    }

    @Test
    void isNamedWhenItIsNeverWhole() throws Exception {
        Path file = folder.resolve("latest.png");
        byte[] whole = picture("png", 1);
        write(file, whole);
        FolderSource source = source();
        List<FolderFile> taken = new ArrayList<>();
        for (int second = 1; second <= SECONDS; second++) {
            write(file, Arrays.copyOf(whole, whole.length / 2 + second % 2));
            pass(source, 1000, taken);
        }
        assertThat(taken).isEmpty();
        assertThat(told).singleElement().asString().contains("RESTLESS latest.png", "rename");
        assertThat(source.refused()).containsOnlyKeys(Refusal.Reason.RESTLESS);
    }

    private FolderSource source() throws IOException {
        FolderSource.Listener listener = new FolderSource.Listener() {
            @Override
            public void refused(Refusal refusal) {
                told.add(refusal.reason() + " " + refusal.name() + ": " + refusal.message());
            }

            @Override
            public void away(IOException problem) {
                throw new IllegalStateException(problem);
            }

            @Override
            public void back() {
                throw new IllegalStateException("it was never away");
            }
        };
        return new FolderSource(folder, FolderSource.SETTLE, 1 << 20, listener, () -> now);
    }

    private void pass(FolderSource source, long millis, List<FolderFile> taken) throws InterruptedException {
        for (long at = 0; at < millis; at += TICK) {
            now += Duration.ofMillis(TICK).toNanos();
            source.poll().ifPresent(taken::add);
        }
    }

    private void write(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(now, TimeUnit.NANOSECONDS));
    }

    /** The picture that these are the bytes of, by the colour in it. */
    private static byte[] picture(String format, byte[] content) throws IOException {
        for (int second = 0; second <= SECONDS; second++) {
            if (Arrays.equals(picture(format, second), content)) {
                return content;
            }
        }
        return new byte[0];
    }

    private static byte[] picture(String format, int second) throws IOException {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 48; i++) {
            image.setRGB(i % 64, i / 64, i * 7919 * (second + 1));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }
}
