package io.zerostream.cli.demo;

import io.zerostream.cli.client.UserException;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.PictureFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of a folder, and then those that appear in it or change. Subfolders and hidden files are passed over. A file
 * that is too large, may not be read or is gone before its turn is told once, and the others go on. After a restart
 * everything in the folder is taken again.
 *
 * <p>It looks into the folder now and then rather than have the system tell of changes: that loses events when many files
 * come at once, and hears nothing of what others put on a network share. Keeps about 300 bytes a file.
 */
final class FolderPictures implements PictureSource {
    /** Cameras and copies write in pieces: a file is whole when its size and time have stood still for this long. */
    static final Duration SETTLE = Duration.ofMillis(300);

    private static final Logger LOG = LoggerFactory.getLogger(FolderPictures.class);
    /** No time stamp tells that somebody mended a file's rights, so it is tried again. */
    static final Duration RETRY = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(100);
    /** A look takes longer the more files there are; the pause after it is so many times that, so it stays cheap. */
    private static final int PAUSE_PER_LOOK = 10;
    /** That of the demo's job and gateway, which run with these defaults. */
    private static final long MAX_BYTES = ImageLimits.defaults().maxBytes();

    /** What tells that a file has changed. */
    private record Version(long size, FileTime modified) {
        /** Of a file that cannot even be asked. */
        static final Version UNKNOWN = new Version(-1, FileTime.fromMillis(0));

        static Version of(BasicFileAttributes file) {
            return new Version(file.size(), file.lastModifiedTime());
        }
    }

    /** What is known of a file that is there. Times are {@link System#nanoTime}. */
    private static final class Known {
        Version version = Version.UNKNOWN;
        /** When it may be read, unless it changes before. */
        long dueAt;
        /** Whether this version needs no more reading. */
        boolean done;
        /** The look that last saw it. */
        long look;
        /** Its size when it was told to be too large. */
        long toldSize = Long.MAX_VALUE;

        boolean toldUnreadable;

        void changedTo(Version now) {
            version = now;
            dueAt = System.nanoTime() + SETTLE.toNanos();
            done = false;
        }
    }

    private final Path folder;
    private final String sourceId;
    private final Consumer<String> out;
    private final Map<Path, Known> files = new HashMap<>();
    private final Queue<Path> due = new ArrayDeque<>();
    private long looks;
    private long nextLookAt;
    private boolean away;
    private @Nullable Path lastFile;

    /**
     * Tells the log which files are not taken.
     *
     * @throws UserException when the folder cannot be read
     */
    FolderPictures(Path folder) {
        this(folder, LOG::warn);
    }

    /**
     * @param out takes a line for people about a file that is not taken, from the thread that asks for pictures
     * @throws UserException when the folder cannot be read
     */
    FolderPictures(Path folder, Consumer<String> out) {
        this.folder = folder.toAbsolutePath();
        this.out = out;
        Path name = this.folder.normalize().getFileName();
        this.sourceId = name == null ? this.folder.toString() : name.toString();
        try {
            look();
        } catch (IOException e) {
            throw new UserException("cannot watch the folder " + folder + ": it must exist and be readable", e);
        }
    }

    @Override
    public Optional<Picture> next(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            while (!due.isEmpty()) {
                Optional<Picture> picture = read(due.remove());
                if (picture.isPresent()) {
                    return picture;
                }
            }
            long now = System.nanoTime();
            if (now - nextLookAt >= 0) {
                lookAgain();
            } else if (now - end >= 0) {
                return Optional.empty();
            } else {
                TimeUnit.NANOSECONDS.sleep(Math.min(nextLookAt - now, end - now));
            }
        }
    }

    @Override
    public Optional<Path> lastFile() {
        return Optional.ofNullable(lastFile);
    }

    /** A network share may come back, so a folder that has gone is no reason to end. */
    private void lookAgain() {
        try {
            look();
            if (away) {
                out.accept("The folder " + folder + " is back; the pictures that come to it are sent again.");
            }
            away = false;
        } catch (IOException e) {
            if (!away) {
                out.accept("The folder " + folder + " can no longer be read (" + e
                        + "): no pictures are sent until it is back. Mount it again, or mend its rights.");
            }
            away = true;
        }
    }

    private void look() throws IOException {
        long startedAt = System.nanoTime();
        looks++;
        List<Path> still = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, FolderPictures::isPicture)) {
            for (Path file : entries) {
                if (standsStill(file)) {
                    still.add(file);
                }
            }
            // those that were taken away
            files.values().removeIf(known -> known.look != looks);
            Collections.sort(still);
            due.addAll(still);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } finally {
            long now = System.nanoTime();
            nextLookAt = now + Math.max(PAUSE.toNanos(), PAUSE_PER_LOOK * (now - startedAt));
        }
    }

    /** Whether the file is to be read now. */
    private boolean standsStill(Path file) {
        Version version = Version.UNKNOWN;
        try {
            BasicFileAttributes attributes = attributes(file);
            if (!attributes.isRegularFile()) {
                return false;
            }
            version = Version.of(attributes);
        } catch (IOException e) {
            // mostly a temporary name that is gone already; if it stays, reading it fails too and is told
            LOG.debug("cannot look at {}", file, e);
        }
        Known known = files.computeIfAbsent(file, f -> new Known());
        boolean isNew = known.look == 0;
        known.look = looks;
        if (isNew || !version.equals(known.version)) {
            known.changedTo(version);
        }
        return !known.done && System.nanoTime() - known.dueAt >= 0;
    }

    /** Empty when the file cannot be taken, or not yet. */
    private Optional<Picture> read(Path file) throws InterruptedException {
        Known known = files.get(file);
        if (known == null) {
            throw new IllegalStateException(file + " is due but was never seen");
        }
        String type = PictureFiles.mediaType(file).orElseThrow();
        try {
            // it may have waited for its turn for long
            Version before = Version.of(attributes(file));
            if (!before.equals(known.version)) {
                known.changedTo(before);
                return Optional.empty();
            }
            if (before.size() > MAX_BYTES) {
                known.done = true;
                tellTooLarge(file, known);
                return Optional.empty();
            }
            byte[] content;
            try (InputStream in = Files.newInputStream(file)) {
                // never more, however much it grows meanwhile
                content = in.readNBytes((int) MAX_BYTES);
            }
            Version after = Version.of(attributes(file));
            if (!after.equals(before)) {
                known.changedTo(after);
                return Optional.empty();
            }
            known.done = true;
            known.toldUnreadable = false;
            known.toldSize = Long.MAX_VALUE;
            lastFile = file;
            return Optional.of(new Picture(sourceId, null, type, content, null));
        } catch (ClosedByInterruptException e) {
            throw (InterruptedException) new InterruptedException("interrupted while reading " + file).initCause(e);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                // the next look tells of the folder, instead of each file here
                due.clear();
                return Optional.empty();
            }
            known.dueAt = System.nanoTime() + RETRY.toNanos();
            tellUnreadable(file, known, e);
            return Optional.empty();
        }
    }

    /** Again only when it has become smaller: a copy under way may stand still and grow on many times. */
    private void tellTooLarge(Path file, Known known) {
        long size = known.version.size();
        if (size < known.toldSize) {
            out.accept("The picture " + file + " is not sent: it has " + size + " bytes, and the limit is " + MAX_BYTES
                    + ". Save it smaller, or take it out of the folder.");
            known.toldSize = size;
        }
    }

    private void tellUnreadable(Path file, Known known, IOException problem) {
        if (!known.toldUnreadable) {
            out.accept("The picture " + file + " is not sent: " + reason(problem) + ".");
            known.toldUnreadable = true;
        }
    }

    /** What is wrong, and what to do. */
    private static String reason(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "it was gone before it was read, or is a link to nothing. Put it there again if it is to be sent";
        }
        String denied = "this user may not read it. Mend its rights";
        String other = "it cannot be read (" + problem + "). Put a sound copy there, or take it away";
        return (problem instanceof AccessDeniedException ? denied : other) + "; it is tried again every "
                + RETRY.toSeconds() + " s";
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    private static boolean isPicture(Path file) {
        return PictureFiles.mediaType(file).isPresent();
    }

    @Override
    public void close() {
        // holds nothing open between two looks
    }
}
