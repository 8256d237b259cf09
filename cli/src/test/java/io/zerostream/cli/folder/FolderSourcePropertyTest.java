package io.zerostream.cli.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.cli.folder.Refusal.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders by chance, on a real file system and a clock of its own: files are added, written in pieces, renamed, deleted,
 * locked and linked while the source reads, and the whole folder is unmounted for a while, so that it is gone or empty. Each file that is there at the end ended exactly once, as a picture or as a named
 * refusal; nothing half-written was taken, and nothing twice.
 */
class FolderSourcePropertyTest {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final int LIMIT = 200;
    private static final int STEPS = 80;
    private static final List<String> NAMES = List.of("a.jpg", "b.PNG", "c.webp", "notes.txt", ".hidden.jpg", "d.gif");
    private static final List<String> FOLDERS = List.of("", "sub", "sub/deep", "other", ".git");

    @TempDir
    private Path mounts;

    private Path folder;
    private long now;
    private int written;
    /** What each number that a file holds at its beginning was written as: its whole length. */
    private final Map<Integer, Integer> lengths = new HashMap<>();
    /** Files that are being written, and how many pieces are to come. */
    private final Map<Path, Integer> growing = new TreeMap<>();

    /** How often each was changed, by its name in the folder. */
    private final Map<String, Integer> changes = new HashMap<>();

    private final List<FolderFile> taken = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private int away;
    private int back;
    private final boolean root = "root".equals(System.getProperty("user.name"));

    @RepeatedTest(40)
    void eachFileEndsOnce(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        folder = Files.createDirectory(mounts.resolve("share"));
        begin(folder.resolve("target.jpg"), 1, 9);
        FolderSource source = new FolderSource(folder, SETTLE, LIMIT, listener(), () -> now);
        for (int step = 0; step < STEPS; step++) {
            if (step % 20 == 10) {
                unmount(source, random);
            }
            change(random);
            pass(source, random.nextInt(1500));
        }
        while (!growing.isEmpty()) {
            growAll();
            pass(source, 500);
        }
        for (int i = 0; i < 50; i++) {
            pass(source, 500);
        }

        assertThat(source.settled()).isTrue();
        assertThat(away).isEqualTo(back).isEqualTo(STEPS / 20);
        assertThat(taken).extracting(FolderFile::eventId).doesNotHaveDuplicates();
        assertThat(taken).extracting(FolderFile::name).noneMatch(FolderSourcePropertyTest::debris);
        assertThat(taken)
                .allSatisfy(file -> assertThat(file.content()).hasSize(lengths.get(number(file.content()))))
                .as("nothing is taken half-written, or twice under one name")
                .extracting(file -> file.name() + ' ' + number(file.content()))
                .doesNotHaveDuplicates();
        refused.stream()
                .collect(Collectors.groupingBy(Refusal::name, Collectors.counting()))
                .forEach((name, times) -> assertThat(times)
                        .as("refusals of %s", name)
                        .isLessThanOrEqualTo(changes.getOrDefault(name, 0)));
        Map<Reason, Long> counted = source.refused();
        counted.remove(Reason.GONE);
        assertThat(refusedAtTheEnd()).isEqualTo(counted);
    }

    /** Looks at what is there by other means than the source's: each was taken as it is, or refused for the right reason. */
    private Map<Reason, Long> refusedAtTheEnd() throws IOException {
        Map<Reason, Long> expected = new HashMap<>();
        List<Path> there;
        try (Stream<Path> all = Files.walk(folder)) {
            there = all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !debris(name(path)))
                    .toList();
        }
        for (Path path : there) {
            if (taken.stream().noneMatch(file -> isOf(file, path))) {
                Reason reason = expectedOf(path);
                expected.merge(reason, 1L, Long::sum);
                assertThat(refused)
                        .as("%s is neither taken nor refused", name(path))
                        .anyMatch(r -> r.name().equals(name(path)) && r.reason() == reason);
            }
        }
        return expected;
    }

    private boolean isOf(FolderFile file, Path path) {
        try {
            return file.name().equals(name(path))
                    && file.content().length == Files.size(path)
                    && file.modified().equals(Files.getLastModifiedTime(path).toInstant());
        } catch (IOException e) {
            return false;
        }
    }

    private String name(Path path) {
        return folder.relativize(path).toString();
    }

    private static boolean debris(String name) {
        return name.startsWith(".") || name.contains("/.");
    }

    private static int number(byte[] content) {
        return ByteBuffer.wrap(content).getInt();
    }

    private static Reason expectedOf(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return Reason.LINK_TO_FOLDER;
        }
        if (path.toString().endsWith(".txt")) {
            return Reason.NO_PICTURE;
        }
        return Files.exists(path) && Files.size(path) > LIMIT ? Reason.TOO_LARGE : Reason.UNREADABLE;
    }

    /** For longer than a file must stand still; whoever writes to the share is as far as before, and goes on. */
    private void unmount(FolderSource source, Random random) throws Exception {
        Path elsewhere = Files.move(folder, mounts.resolve("elsewhere"));
        boolean empty = random.nextBoolean();
        if (empty) {
            Files.createDirectory(folder);
        }
        pass(source, 3000 + random.nextInt(3000));
        if (empty) {
            Files.delete(folder);
        }
        Files.move(elsewhere, folder);
    }

    private void change(Random random) throws IOException {
        growAll();
        Path file = folder.resolve(FOLDERS.get(random.nextInt(FOLDERS.size())))
                .resolve(NAMES.get(random.nextInt(NAMES.size())));
        Files.createDirectories(file.getParent());
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> begin(file, 1, 4 + random.nextInt(60));
            case 3, 4 -> begin(file, 2 + random.nextInt(5), 4 + random.nextInt(10));
            case 5 -> begin(file, 1, LIMIT + 1 + random.nextInt(100));
            case 6 -> {
                growing.remove(file);
                Files.deleteIfExists(file);
                changed(file);
            }
            case 7 -> {
                Path to = file.resolveSibling("renamed" + random.nextInt(3) + ".jpg");
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !growing.containsKey(file)) {
                    growing.remove(to);
                    Files.deleteIfExists(to);
                    Files.move(file, to);
                    changed(file);
                    changed(to);
                }
            }
            case 8 -> {
                if (!root && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    growing.remove(file);
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
                    changed(file);
                }
            }
            default -> {
                Path link = file.resolveSibling("link" + changes.size() + ".jpg");
                List<Path> to = List.of(folder, folder.resolve("nothing.jpg"), folder.resolve("target.jpg"), link);
                if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, to.get(random.nextInt(to.size())));
                    changed(link);
                }
            }
        }
    }

    private void changed(Path file) {
        changes.merge(name(file), 1, Integer::sum);
    }

    /** A new file, or another in its place, with pieces to come. */
    private void begin(Path file, int pieces, int size) throws IOException {
        Files.deleteIfExists(file);
        written++;
        byte[] content = ByteBuffer.allocate(size).putInt(written).array();
        lengths.put(written, size + (pieces - 1) * size);
        Files.write(file, content);
        stamp(file);
        changed(file);
        growing.remove(file);
        if (pieces > 1) {
            growing.put(file, pieces - 1);
        }
    }

    private void growAll() throws IOException {
        for (Path file : List.copyOf(growing.keySet())) {
            grow(file);
        }
    }

    private void grow(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int pieces = growing.remove(file);
        int more = (lengths.get(number(content)) - content.length) / pieces;
        Files.write(file, Arrays.copyOf(content, content.length + more));
        stamp(file);
        changed(file);
        if (pieces > 1) {
            growing.put(file, pieces - 1);
        }
    }

    /** The time of this test's clock, so that it does not hang on the real one what counts as a change. */
    private void stamp(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(now + written, TimeUnit.NANOSECONDS));
    }

    private void pass(FolderSource source, long millis) throws InterruptedException {
        long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
        while (now < end) {
            now += TimeUnit.MILLISECONDS.toNanos(100);
            // as a slow reader does
            source.poll().ifPresent(taken::add);
        }
    }

    private FolderSource.Listener listener() {
        return new FolderSource.Listener() {
            @Override
            public void refused(Refusal refusal) {
                refused.add(refusal);
            }

            @Override
            public void away(IOException problem) {
                away++;
            }

            @Override
            public void back() {
                back++;
            }
        };
    }
}
