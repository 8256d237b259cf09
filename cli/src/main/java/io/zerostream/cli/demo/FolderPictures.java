package io.zerostream.cli.demo;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import io.zerostream.cli.client.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a folder, and then those that appear in it. Subfolders are not followed. A file that grows while it is
 * read is sent again when it has changed: the last event of a file wins.
 */
final class FolderPictures implements PictureSource {
    private static final Map<String, String> TYPES = Map.of(
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "png", "image/png",
            "webp", "image/webp",
            "gif", "image/gif",
            "bmp", "image/bmp");
    /** A file is taken once its size has stood still for this long; cameras write in pieces. */
    private static final Duration SETTLE = Duration.ofMillis(300);

    private final Path folder;
    private final WatchService watcher;
    private final Set<Path> waiting = new LinkedHashSet<>();

    /** @throws UserException when the folder cannot be read */
    FolderPictures(Path folder) {
        this.folder = folder;
        try {
            watcher = folder.getFileSystem().newWatchService();
            folder.register(watcher, ENTRY_CREATE, ENTRY_MODIFY);
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(f -> typeOf(f) != null).sorted().forEach(waiting::add);
            }
        } catch (IOException e) {
            throw new UserException("cannot watch the folder " + folder + ": it must exist and be readable", e);
        }
    }

    @Override
    public Optional<Picture> next(Duration patience) throws IOException, InterruptedException {
        if (waiting.isEmpty()) {
            collect(watcher.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
            collect(watcher.poll(SETTLE.toMillis(), TimeUnit.MILLISECONDS));
        }
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Path file = waiting.iterator().next();
        waiting.remove(file);
        String type = typeOf(file);
        if (type == null || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return Optional.of(new Picture(folder.getFileName().toString(), null, type, Files.readAllBytes(file), null));
    }

    private void collect(@Nullable WatchKey key) {
        if (key == null) {
            return;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() instanceof Path name && typeOf(name) != null) {
                Path file = folder.resolve(name);
                waiting.remove(file);
                waiting.add(file);
            }
        }
        key.reset();
    }

    private static @Nullable String typeOf(Path file) {
        String name = file.toString();
        return TYPES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() throws IOException {
        watcher.close();
    }
}
