package io.zerostream.cli.folder;

import io.zerostream.cli.folder.Refusal.Reason;
import io.zerostream.model.image.PictureFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The pictures of a folder and of all folders in it, and then those that appear there or change. Each version of a file,
 * told by path, size and time, ends exactly once: it is handed out, or refused with a reason while the others go on. That
 * holds when it goes and comes back too, as files of a share that is not mounted for a while do ({@value
 * KnownFiles#REMEMBERED} that have gone are remembered, and all of a folder that is empty or away). Of a file that others
 * write again and again some versions are handed out, and the rest are passed over. What operating systems leave beside
 * pictures is neither. A refused file is tried again when it has changed, and one that cannot be read now and then. Nothing
 * is remembered from one source to the next: a new one hands everything out again.
 *
 * <p>It looks into the folder now and then rather than have the system tell of changes: that loses events when many files
 * come at once, and hears nothing of what others put on a network share. Used by one thread.
 */
public final class FolderSource {
    /**
     * Cameras and copies write in pieces: a file is whole when its size and time have stood still for this long. One whose
     * writer pauses for longer is taken as it is, and once more when it is complete. One that never stands still is taken
     * after three times as long if it can be decoded, and again after that.
     */
    public static final Duration SETTLE = Duration.ofSeconds(2);

    /** No time stamp tells that somebody mended a file's rights, so it is tried again. */
    static final Duration RETRY = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(100);
    /** A look takes longer the more files there are; the pause after it is so many times that, so it stays cheap. */
    private static final int PAUSE_PER_LOOK = 10;

    /** Takes what is not a picture, on the thread that asks for pictures. */
    public interface Listener {
        /** A file, or a folder in the folder, is not taken; told once while nothing changes about it. */
        void refused(Refusal refusal);

        /**
         * The folder itself can no longer be looked at; it is tried again, and what is known of its files stays. Or all of
         * them have gone ({@link EmptiedException}), which may be the same.
         */
        void away(IOException problem);

        /** It can be looked at again, and something is in it. */
        void back();
    }

    private final Path folder;
    private final Settling settling;
    private final WholePictures whole;
    private final int maxBytes;
    private final Listener listener;
    private final LongSupplier clock;
    private final KnownFiles files;
    private final Queue<Path> due = new ArrayDeque<>();
    private long nextLookAt;
    private boolean away;
    private long sent;
    private long gone;

    /**
     * Looks at the folder for the first time.
     *
     * @param settle how long a file must stand still to be taken for whole, for example {@link #SETTLE}
     * @param maxBytes a larger file is refused unread; more than 2 GiB count for that
     * @throws IOException when the folder cannot be looked at
     */
    public FolderSource(Path folder, Duration settle, long maxBytes, Listener listener) throws IOException {
        this(folder, settle, maxBytes, listener, System::nanoTime);
    }

    /** @param clock nanoseconds since any time */
    FolderSource(Path folder, Duration settle, long maxBytes, Listener listener, LongSupplier clock)
            throws IOException {
        this.folder = folder.toAbsolutePath();
        this.settling = Settling.of(settle);
        this.files = new KnownFiles(settling);
        // the longest array
        this.maxBytes = (int) Math.min(maxBytes, Integer.MAX_VALUE - Byte.SIZE);
        this.whole = new WholePictures(this.maxBytes);
        this.listener = listener;
        this.clock = clock;
        look();
    }

    /**
     * The next file, as soon as there is one.
     *
     * @param patience how long to wait
     * @return empty when none came in time
     * @throws InterruptedException when interrupted; the file that was being read comes again then
     */
    public Optional<FolderFile> next(Duration patience) throws InterruptedException {
        long end = clock.getAsLong() + patience.toNanos();
        while (true) {
            Optional<FolderFile> file = poll();
            long now = clock.getAsLong();
            if (file.isPresent() || now - end >= 0) {
                return file;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(nextLookAt - now, end - now));
        }
    }

    /** The next file, if there is one now. */
    Optional<FolderFile> poll() throws InterruptedException {
        if (due.isEmpty() && clock.getAsLong() - nextLookAt >= 0) {
            lookAgain();
        }
        while (!due.isEmpty()) {
            Optional<FolderFile> file = take(due.element());
            due.poll();
            if (file.isPresent()) {
                sent++;
                return file;
            }
        }
        return Optional.empty();
    }

    /** How many were handed out. */
    public long sent() {
        return sent;
    }

    /** How many are there and refused, by reason; and of {@link Reason#GONE}, all that went before they were taken. */
    public Map<Reason, Long> refused() {
        Map<Reason, Long> counts = files.refused();
        if (gone > 0) {
            counts.put(Reason.GONE, gone);
        }
        return counts;
    }

    /** Whether all that the last look saw has been handed out or refused. */
    public boolean settled() {
        return due.isEmpty() && files.settled();
    }

    /** A network share may come back, so a folder that has gone is no reason to end. */
    private void lookAgain() {
        try {
            look();
            if (away) {
                listener.back();
            }
            away = false;
        } catch (IOException e) {
            if (!away) {
                listener.away(e);
            }
            away = true;
        }
    }

    private void look() throws IOException {
        long startedAt = clock.getAsLong();
        try {
            files.look(folder, startedAt, this::tellGone);
            due.addAll(files.due(startedAt));
        } finally {
            nextLookAt = afterPause(startedAt);
        }
    }

    private long afterPause(long startedAt) {
        long now = clock.getAsLong();
        return now + Math.max(PAUSE.toNanos(), PAUSE_PER_LOOK * (now - startedAt));
    }

    /** Empty when it is not taken, or not yet. */
    private Optional<FolderFile> take(Path name) throws InterruptedException {
        Known known = files.of(name);
        Optional<String> type = PictureFiles.mediaType(name);
        if (known.obstacle != null || type.isEmpty()) {
            Reason reason = known.obstacle == null ? Reason.NO_PICTURE : known.obstacle;
            refuse(name, reason, RefusalText.of(reason), true);
            return Optional.empty();
        }
        Path file = folder.resolve(name);
        try {
            return read(name, file, known, type.get());
        } catch (ClosedByInterruptException e) {
            throw (InterruptedException) new InterruptedException("interrupted while reading " + file).initCause(e);
        } catch (IOException e) {
            if (FolderEntries.isEmptyOrAway(folder)) {
                // the next look tells of the folder, instead of each file here
                due.clear();
            } else if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !(e instanceof AccessDeniedException)) {
                files.forget(name);
                tellGone(name);
            } else {
                known.tryAt(clock.getAsLong() + RETRY.toNanos());
                String message = RefusalText.of(e) + "; it is tried again every " + RETRY.toSeconds() + " s";
                refuse(name, Reason.UNREADABLE, message, false);
            }
            return Optional.empty();
        }
    }

    private Optional<FolderFile> read(Path name, Path file, Known known, String type) throws IOException {
        // it may have waited for its turn for long
        Version before = version(file);
        long now = clock.getAsLong();
        if (!before.equals(known.version)) {
            files.changed(name, before, now);
        }
        if (!known.due(now)) {
            return Optional.empty();
        }
        if (before.size() > maxBytes) {
            refuse(name, Reason.TOO_LARGE, RefusalText.tooLarge(before.size(), maxBytes), true);
            return Optional.empty();
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            // never more, however much it grows meanwhile
            content = in.readNBytes(maxBytes);
        }
        Version after = version(file);
        boolean still = known.isStill(now);
        if (after.equals(before) && (still || whole.isWhole(content))) {
            files.sent(name, before);
            return Optional.of(new FolderFile(
                    FileNames.of(name), type, content, before.modified().toInstant()));
        }
        if (!after.equals(before)) {
            files.changed(name, after, clock.getAsLong());
        }
        if (!still) {
            known.impatientAt = afterPause(now);
            if (settling.inVain(now - known.changingSince)) {
                refuse(name, Reason.RESTLESS, RefusalText.of(Reason.RESTLESS), false);
            }
        }
        return Optional.empty();
    }

    private static Version version(Path file) throws IOException {
        return Version.of(Files.readAttributes(file, BasicFileAttributes.class));
    }

    private void tellGone(Path name) {
        if (PictureFiles.mediaType(name).isPresent()) {
            gone++;
            listener.refused(new Refusal(FileNames.of(name), Reason.GONE, RefusalText.of(Reason.GONE)));
        }
    }

    private void refuse(Path name, Reason reason, String message, boolean forGood) {
        if (files.refused(name, reason, forGood)) {
            listener.refused(new Refusal(FileNames.of(name), reason, message));
        }
    }
}
