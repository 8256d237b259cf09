package io.zerostream.cli.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerostream.schemas.ImageEventLimits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Long enough for anything that is still to come on an idle machine. */
    private static final Duration NOTHING_MORE = Duration.ofSeconds(1);

    private static final Duration SETTLE = Duration.ofMillis(300);
    private static final long LIMIT = 15 << 20;

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();
    private final FolderSource.Listener listener = new FolderSource.Listener() {
        @Override
        public void refused(Refusal refusal) {
            told.add(refusal.reason() + " " + refusal.name() + ": " + refusal.message());
        }

        @Override
        public void away(IOException problem) {
            told.add("away: " + problem);
        }

        @Override
        public void back() {
            told.add("back");
        }
    };

    @Test
    void sendsWhatIsThereThenWhatComes() throws Exception {
        write("first.JPG", 1);
        write("notes.txt", 9);
        FolderSource pictures = watched();
        assertThat(taken(pictures)).containsExactly(1);

        write("second.png", 2);

        Optional<FolderFile> second = pictures.next(PATIENCE);
        assertThat(second.orElseThrow().content()).containsExactly(2);
        assertThat(second.get().mediaType()).isEqualTo("image/png");
        assertThat(second.get().name()).isEqualTo("second.png");
        assertThat(second.get().eventId()).startsWith("second.png@").endsWith("+1");
        assertThat(told).singleElement().asString().startsWith("NO_PICTURE notes.txt");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> new FolderSource(missing, SETTLE, LIMIT, listener))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void aFileInsteadOfAFolderIsNamed() throws Exception {
        Path file = write("picture.png", 1);

        assertThatThrownBy(() -> new FolderSource(file, SETTLE, LIMIT, listener))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aFileLargerThanAPictureMayBeIsNamedOnceAndTheOthersGoOn() throws Exception {
        sparse("huge.png", 1_500_000_000);
        sparse("large.png", LIMIT + 1);
        sparse("limit.png", LIMIT);
        write("small.png", 1);
        FolderSource pictures = watched();
        assertThat(taken(pictures)).hasSize((int) LIMIT);
        assertThat(taken(pictures)).containsExactly(1);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).contains("huge.png", "1500000000", Long.toString(LIMIT), "smaller");
        assertThat(told.get(1)).contains("large.png", Long.toString(LIMIT + 1));
    }

    @Test
    void aLargeFileThatWasMadeSmallerIsTakenOrNamedAgain() throws Exception {
        sparse("large.png", LIMIT + 2);
        FolderSource pictures = watched();
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

    @Test
    void takesAllOfManyThatComeAtOnce() throws Exception {
        int many = 1500;
        FolderSource pictures = watched();
        for (int i = 0; i < many; i++) {
            write("picture-" + i + ".png", i / 256, i % 256);
        }
        List<Integer> taken = new ArrayList<>();
        Optional<FolderFile> p = pictures.next(PATIENCE);
        for (; p.isPresent() && taken.size() <= many; p = pictures.next(NOTHING_MORE)) {
            byte[] content = p.get().content();
            taken.add(256 * content[0] + (content[1] & 0xff));
        }
        assertThat(taken).hasSize(many).doesNotHaveDuplicates();
    }

    @Test
    void aFileThatIsWrittenInPiecesIsTakenOnceItStandsStill() throws Exception {
        int pieces = 8;
        long[] begun = new long[pieces];
        long[] done = new long[pieces];
        List<Integer> taken = new ArrayList<>();
        FolderSource pictures = watched();
        Thread writer = new Thread(() -> writePieces(folder.resolve("slow.png"), begun, done));
        writer.start();
        boolean written;
        Optional<FolderFile> next;
        do {
            written = !writer.isAlive();
            next = pictures.next(NOTHING_MORE);
            next.ifPresent(p -> taken.add(p.content().length));
        } while (!written || next.isPresent());
        write("slow.png", 9);
        assertThat(taken(pictures)).as("changed later").containsExactly(9);
        assertThat(taken).endsWith(pieces).doesNotHaveDuplicates();
        // a machine that stalls may leave it half-written for long enough; then it is rightly taken as it stands
        taken.remove(taken.size() - 1);
        assertThat(taken).allSatisfy(k -> assertThat(done[k] - begun[k - 1]).isGreaterThanOrEqualTo(SETTLE.toNanos()));
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
        FolderSource pictures = watched();
        assertThat(taken(pictures)).containsExactly(1);

        write("b.png", 3, 3);
        long writtenAt = System.nanoTime();

        assertThat(taken(pictures)).containsExactly(3, 3);
        assertStoodStillSince(writtenAt);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
    }

    @Test
    void aFileThatComesBackAfterItWentIsTakenAgainOnlyIfItIsAnother() throws Exception {
        Path file = write("a.png", 1);
        FolderSource pictures = watched();
        assertThat(taken(pictures)).containsExactly(1);
        Path elsewhere = Files.move(file, folder.resolve("a.away"));
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        Files.move(elsewhere, file);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();

        Files.delete(file);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        write("a.png", 2, 2);
        assertThat(taken(pictures)).containsExactly(2, 2);
    }

    @Test
    void aFolderThatIsEmptyForAWhileIsNamedAndItsOldPicturesAreNotTakenAgain() throws Exception {
        Path share = Files.createDirectory(folder.resolve("share"));
        Files.write(share.resolve("a.png"), new byte[] {1});
        FolderSource pictures = new FolderSource(share, SETTLE, LIMIT, listener);
        assertThat(taken(pictures)).containsExactly(1);
        Path elsewhere = Files.move(share, folder.resolve("elsewhere"));
        Files.createDirectories(share.resolve("lost+found"));
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains("away", share.toString(), "nothing is in it");

        Files.delete(share.resolve("lost+found"));
        Files.delete(share);
        Files.write(elsewhere.resolve("b.png"), new byte[] {2});
        Files.move(elsewhere, share);
        assertThat(taken(pictures)).containsExactly(2);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(told).hasSize(2).last().isEqualTo("back");
    }

    /** Linux's file systems know bytes: what is no UTF-8 is written as a shell reads it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void namesThatAreNoUtf8AreTwoNamesByWhichTheFilesAreFound() throws Exception {
        shell(
                "mkdir $'f\\xf6n' && cd $'f\\xf6n' && printf 1 > $'caf\\xe9 %41\\\\.jpg' && printf 2 > $'caf\\xe8 %41\\\\.jpg'"
                        + " && printf 3 > $'caf\\xc3\\xa9.jpg'");
        FolderSource pictures = watched();
        List<FolderFile> taken = List.of(
                pictures.next(PATIENCE).orElseThrow(),
                pictures.next(PATIENCE).orElseThrow(),
                pictures.next(PATIENCE).orElseThrow());

        assertThat(taken)
                .extracting(FolderFile::name)
                .containsExactlyInAnyOrder(
                        "f\\xf6n/caf\\xe9 %41\\\\.jpg", "f\\xf6n/caf\\xe8 %41\\\\.jpg", "f\\xf6n/café.jpg");
        for (FolderFile file : taken) {
            assertThat(shell("cat $'" + file.name() + "'")).isEqualTo(file.content());
        }
    }

    /** In the folder. */
    private byte[] shell(String script) throws Exception {
        Process bash = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] said = bash.getInputStream().readAllBytes();
        assertThat(bash.waitFor()).isZero();
        return said;
    }

    @Test
    void aFileThatVanishesBeforeItsTurnIsNamedAndTheOthersGoOn() throws Exception {
        write("a.png", 1);
        Path vanishing = write("b.png", 2);
        write("c.png", 3);
        FolderSource pictures = watched();
        assertThat(taken(pictures)).containsExactly(1);

        Files.delete(vanishing);

        assertThat(taken(pictures)).containsExactly(3);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains("b.png", "gone");
    }

    @Test
    void aFileThatMayNotBeReadIsNamedOnceAndTheOthersGoOn() throws Exception {
        Path locked = write("a.png", 1);
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(locked)).as("root may read it all the same").isFalse();
        write("b.png", 2);
        FolderSource pictures = watched();
        assertThat(taken(pictures)).containsExactly(2);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();

        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r--------"));
        assertThat(taken(pictures)).as("once it may be read").containsExactly(1);
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains("a.png", "may not read it");
    }

    @Test
    void aFileThatCannotBeReadForAnyOtherReasonIsNamedOnceAndTheOthersGoOn() throws Exception {
        Path loop = folder.resolve("a.png");
        Files.createSymbolicLink(loop, loop);
        write("b.png", 2);
        FolderSource pictures = watched();
        assertThat(taken(pictures)).containsExactly(2);
        assertThat(pictures.next(FolderSource.RETRY.plus(NOTHING_MORE))).isEmpty();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains("a.png");
    }

    @Test
    void whatSystemsLeaveIsPassedOverSilently() throws Exception {
        write(".hidden.png", 9);
        write("._x.jpg", 9);
        write("Thumbs.db", 9);
        Path debris = Files.createDirectory(folder.resolve("__MACOSX"));
        Files.write(debris.resolve("x.jpg"), new byte[] {9});
        write("x.jpg", 1);
        FolderSource pictures = watched();
        assertThat(taken(pictures)).containsExactly(1);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(told).isEmpty();
        assertThat(pictures.refused()).isEmpty();
        assertThat(pictures.settled()).isTrue();
    }

    @Test
    void foldersInTheFolderAreReadAndWhatIsNotTakenIsCounted() throws Exception {
        Path album = Files.createDirectories(folder.resolve("album.png/2026"));
        Files.write(album.resolve("a.jpg"), new byte[] {1});
        write("notes.txt", 9);
        write("png", 9);
        sparse("large.png", LIMIT + 1);
        Files.createSymbolicLink(folder.resolve("round"), folder);
        FolderSource pictures = watched();

        FolderFile taken = pictures.next(PATIENCE).orElseThrow();
        assertThat(taken.name()).isEqualTo("album.png/2026/a.jpg");
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(pictures.sent()).isEqualTo(1);
        assertThat(pictures.refused())
                .isEqualTo(Map.of(
                        Refusal.Reason.NO_PICTURE,
                        2L,
                        Refusal.Reason.TOO_LARGE,
                        1L,
                        Refusal.Reason.LINK_TO_FOLDER,
                        1L));
        assertThat(told).hasSize(4);

        Files.delete(folder.resolve("notes.txt"));
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(pictures.refused()).containsEntry(Refusal.Reason.NO_PICTURE, 1L);
    }

    @Test
    void anIdentityTellsFileAndVersionAndFitsAnEvent() {
        Instant written = Instant.parse("2026-11-28T05:55:12.5Z");
        String deep = "folder/".repeat(200);
        FolderFile file = new FolderFile("a.png", "image/png", new byte[3], written);
        FolderFile one = new FolderFile("1/" + deep + "a.png", "image/png", new byte[3], written);
        FolderFile two = new FolderFile("2/" + deep + "a.png", "image/png", new byte[3], written);

        assertThat(file.eventId()).isEqualTo("a.png@2026-11-28T05:55:12.500Z+3");
        assertThat(one.eventId()).hasSize(ImageEventLimits.EVENT_ID).endsWith("a.png@2026-11-28T05:55:12.500Z+3");
        assertThat(one.eventId()).isNotEqualTo(two.eventId());
    }

    @Test
    void aFolderThatGoesAwayForAWhileIsNamedAndItsOldPicturesAreNotTakenAgain() throws Exception {
        Path share = Files.createDirectory(folder.resolve("share"));
        Files.write(share.resolve("a.png"), new byte[] {1});
        Files.write(share.resolve("b.png"), new byte[] {2});
        FolderSource pictures = new FolderSource(share, SETTLE, LIMIT, listener);
        assertThat(taken(pictures)).containsExactly(1);
        Path elsewhere = Files.move(share, folder.resolve("elsewhere"));
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).contains("away", share.toString());

        Files.move(elsewhere, share);
        assertThat(taken(pictures)).containsExactly(2);
        Files.write(share.resolve("c.png"), new byte[] {3});
        assertThat(taken(pictures)).containsExactly(3);
        assertThat(pictures.next(NOTHING_MORE)).isEmpty();
        assertThat(told).hasSize(2);
    }

    private FolderSource watched() throws IOException {
        return new FolderSource(folder, SETTLE, LIMIT, listener);
    }

    private static byte[] taken(FolderSource pictures) throws Exception {
        return pictures.next(PATIENCE).orElseThrow().content();
    }

    private static void assertStoodStillSince(long nanoTime) {
        assertThat(System.nanoTime() - nanoTime).isGreaterThanOrEqualTo(SETTLE.toNanos());
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
