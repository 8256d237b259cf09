package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerostream.cli.client.UserException;
import io.zerostream.model.image.ImageLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderPicturesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Long enough for anything that is still to come on an idle machine. */
    private static final Duration NOTHING_MORE = Duration.ofSeconds(1);

    private static final long LIMIT = ImageLimits.defaults().maxBytes();

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void sendsWhatIsThereThenWhatComes() throws Exception {
        write("first.JPG", 1);
        write("notes.txt", 9);
        try (FolderPictures pictures = watched()) {
            assertThat(taken(pictures)).containsExactly(1);
            assertThat(pictures.lastFile()).contains(folder.resolve("first.JPG"));

            write("second.png", 2);

            Optional<Picture> second = pictures.next(PATIENCE);
            assertThat(second.orElseThrow().content()).containsExactly(2);
            assertThat(second.get().contentType()).isEqualTo("image/png");
            assertThat(second.get().sourceId()).isEqualTo(folder.getFileName().toString());
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> new FolderPictures(missing))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aFileInsteadOfAFolderIsNamed() throws Exception {
        Path file = write("picture.png", 1);

        assertThatThrownBy(() -> new FolderPictures(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aFileLargerThanAPictureMayBeIsNamedOnceAndTheOthersGoOn() throws Exception {
        sparse("huge.png", 1_500_000_000);
        sparse("large.png", LIMIT + 1);
        sparse("limit.png", LIMIT);
        write("small.png", 1);
        try (FolderPictures pictures = watched()) {
            assertThat(taken(pictures)).hasSize((int) LIMIT);
            assertThat(taken(pictures)).containsExactly(1);
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        }
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).contains(path("huge.png"), "1500000000", Long.toString(LIMIT), "smaller");
        assertThat(told.get(1)).contains(path("large.png"), Long.toString(LIMIT + 1));
    }

    @Test
    void aLargeFileThatWasMadeSmallerIsTakenOrNamedAgain() throws Exception {
        sparse("large.png", LIMIT + 2);
        try (FolderPictures pictures = watched()) {
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
            sparse("large.png", LIMIT + 3);
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
            assertThat(told).as("one that grows is still the same trouble").hasSize(1);

            sparse("large.png", LIMIT + 1);
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
            assertThat(told).hasSize(2);

            write("large.png", 1);
            assertThat(taken(pictures)).containsExactly(1);
        }
    }

    @Test
    void takesAllOfManyThatComeAtOnce() throws Exception {
        int many = 1500;
        try (FolderPictures pictures = watched()) {
            for (int i = 0; i < many; i++) {
                write("picture-" + i + ".png", i / 256, i % 256);
            }
            List<Integer> taken = new ArrayList<>();
            Optional<Picture> p = pictures.next(PATIENCE);
            for (; p.isPresent() && taken.size() <= many; p = pictures.next(NOTHING_MORE)) {
                byte[] content = p.get().content();
                taken.add(256 * content[0] + (content[1] & 0xff));
            }
            assertThat(taken).hasSize(many).doesNotHaveDuplicates();
        }
    }

    @Test
    void aFileThatIsWrittenInPiecesIsTakenOnceItStandsStill() throws Exception {
        int pieces = 8;
        long[] begun = new long[pieces];
        long[] done = new long[pieces];
        List<Integer> taken = new ArrayList<>();
        try (FolderPictures pictures = watched()) {
            Thread writer = new Thread(() -> writePieces(folder.resolve("slow.png"), begun, done));
            writer.start();
            boolean written;
            Optional<Picture> next;
            do {
                written = !writer.isAlive();
                next = pictures.next(NOTHING_MORE);
                next.ifPresent(p -> taken.add(p.content().length));
            } while (!written || next.isPresent());
            write("slow.png", 9);
            assertThat(taken(pictures)).as("changed later").containsExactly(9);
        }
        assertThat(taken).endsWith(pieces).doesNotHaveDuplicates();
        // a machine that stalls may leave it half-written for long enough; then it is rightly taken as it stands
        taken.remove(taken.size() - 1);
        assertThat(taken).allSatisfy(k -> assertThat(done[k] - begun[k - 1])
                .isGreaterThanOrEqualTo(FolderPictures.SETTLE.toNanos()));
    }

    private static void writePieces(Path file, long[] begun, long[] done) {
        try {
            for (int i = 0; i < begun.length; i++) {
                begun[i] = System.nanoTime();
                Files.write(file, new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                done[i] = System.nanoTime();
                Thread.sleep(150);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFileThatChangesBeforeItsTurnMustStandStillAgain() throws Exception {
        write("a.png", 1);
        write("b.png", 2);
        try (FolderPictures pictures = watched()) {
            assertThat(taken(pictures)).containsExactly(1);

            write("b.png", 3, 3);
            long writtenAt = System.nanoTime();

            assertThat(taken(pictures)).containsExactly(3, 3);
            assertStoodStillSince(writtenAt);
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        }
    }

    @Test
    void aFileThatComesBackAfterItWentIsTakenAgain() throws Exception {
        Path file = write("a.png", 1);
        try (FolderPictures pictures = watched()) {
            assertThat(taken(pictures)).containsExactly(1);
            Path elsewhere = Files.move(file, folder.resolve("a.away"));
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();

            Files.move(elsewhere, file);

            assertThat(taken(pictures)).containsExactly(1);
        }
    }

    @Test
    void aFileThatVanishesBeforeItsTurnIsNamedAndTheOthersGoOn() throws Exception {
        write("a.png", 1);
        Path vanishing = write("b.png", 2);
        write("c.png", 3);
        try (FolderPictures pictures = watched()) {
            assertThat(taken(pictures)).containsExactly(1);

            Files.delete(vanishing);

            assertThat(taken(pictures)).containsExactly(3);
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        }
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains(vanishing.toString(), "gone");
    }

    @Test
    void aFileThatMayNotBeReadIsNamedOnceAndTheOthersGoOn() throws Exception {
        Path locked = write("a.png", 1);
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(locked)).as("root may read it all the same").isFalse();
        write("b.png", 2);
        try (FolderPictures pictures = watched()) {
            assertThat(taken(pictures)).containsExactly(2);
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();

            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r--------"));
            assertThat(taken(pictures)).as("once it may be read").containsExactly(1);
        }
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains(locked.toString(), "may not read it");
    }

    @Test
    void aFileThatCannotBeReadForAnyOtherReasonIsNamedOnceAndTheOthersGoOn() throws Exception {
        Path loop = folder.resolve("a.png");
        Files.createSymbolicLink(loop, loop);
        write("b.png", 2);
        try (FolderPictures pictures = watched()) {
            assertThat(taken(pictures)).containsExactly(2);
            assertThat(pictures.next(FolderPictures.RETRY.plus(NOTHING_MORE))).isEmpty();
        }
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains(loop.toString());
    }

    @Test
    void debrisAndFoldersArePassedOverSilently() throws Exception {
        write(".hidden.png", 9);
        write("._x.jpg", 9);
        write("Thumbs.db", 9);
        write("png", 9);
        Files.createDirectory(folder.resolve("album.png"));
        write("x.jpg", 1);
        try (FolderPictures pictures = watched()) {
            assertThat(taken(pictures)).containsExactly(1);
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aFolderThatGoesAwayForAWhileIsNamedAndItsOldPicturesAreNotTakenAgain() throws Exception {
        Path share = Files.createDirectory(folder.resolve("share"));
        Files.write(share.resolve("a.png"), new byte[] {1});
        Files.write(share.resolve("b.png"), new byte[] {2});
        try (FolderPictures pictures = new FolderPictures(share, told::add)) {
            assertThat(taken(pictures)).containsExactly(1);
            Path elsewhere = Files.move(share, folder.resolve("elsewhere"));
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
            assertThat(told).hasSize(1);
            assertThat(told.get(0)).contains(share.toString());

            Files.move(elsewhere, share);
            assertThat(taken(pictures)).containsExactly(2);
            Files.write(share.resolve("c.png"), new byte[] {3});
            assertThat(taken(pictures)).containsExactly(3);
            assertThat(pictures.next(NOTHING_MORE)).isEmpty();
            assertThat(told).hasSize(2);
        }
    }

    private FolderPictures watched() {
        return new FolderPictures(folder, told::add);
    }

    private static byte[] taken(FolderPictures pictures) throws Exception {
        return pictures.next(PATIENCE).orElseThrow().content();
    }

    private static void assertStoodStillSince(long nanoTime) {
        assertThat(System.nanoTime() - nanoTime).isGreaterThanOrEqualTo(FolderPictures.SETTLE.toNanos());
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Path write(String name, int... content) throws IOException {
        byte[] bytes = new byte[content.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) content[i];
        }
        return Files.write(folder.resolve(name), bytes);
    }

    /** A file of this size that takes no room on the disk. */
    private void sparse(String name, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path(name), "rw")) {
            file.setLength(bytes);
        }
    }
}
