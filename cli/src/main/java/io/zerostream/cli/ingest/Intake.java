package io.zerostream.cli.ingest;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.folder.FolderListing;
import io.zerostream.cli.folder.Refusal;
import io.zerostream.model.image.PictureFiles;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What is to be sent: files, by what people wrote. */
final class Intake {
    private static final Set<String> VIDEOS = Set.of(
            "mp4", "m4v", "mov", "mkv", "webm", "avi", "ts", "mts", "mpg", "mpeg", "mjpeg", "mjpg", "wmv", "flv");

    private final Consumer<Refusal> refused;
    private final Map<Path, Item> items = new LinkedHashMap<>();

    /**
     * A file.
     *
     * @param file where it is
     * @param name as its event and its label have it
     * @param mediaType of a picture, by its name; empty = it is a video
     */
    record Item(Path file, String name, Optional<String> mediaType) {}

    /** @param refused takes what is not sent */
    Intake(Consumer<Refusal> refused) {
        this.refused = refused;
    }

    /** All, in the order in which they were named, each once. */
    List<Item> items() {
        return List.copyOf(items.values());
    }

    /**
     * Adds a folder with all that is below it, a file, or what a pattern such as {@code 'photos/2026-*.jpg'} means.
     *
     * @throws UserException when there is nothing of that name
     */
    void add(String written) {
        try {
            Path path = Path.of(written);
            if (Files.isDirectory(path)) {
                FolderListing.files(path, refused).forEach(file -> add(path.resolve(file), false));
            } else if (Files.exists(path)) {
                add(path, true);
            } else if (isPattern(written)) {
                addMatching(written);
            } else {
                throw new UserException("there is no file or folder '" + written + "'");
            }
        } catch (InvalidPathException | IOException e) {
            throw new UserException("cannot look at '" + written + "' (" + e + ")", e);
        }
    }

    /** The same of one of many, which somebody else listed: that it has gone meanwhile is no reason to leave the others. */
    void addListed(String written) {
        try {
            Path path = Path.of(written);
            if (Files.exists(path)) {
                if (Files.isDirectory(path)) {
                    add(written);
                } else {
                    add(path, false);
                }
                return;
            }
        } catch (InvalidPathException e) {
            // told below, as what is not there
        }
        refused.accept(new Refusal(written, Refusal.Reason.GONE, "there is no such file"));
    }

    private static boolean isPattern(String written) {
        return written.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private void addMatching(String pattern) throws IOException {
        Path base = Path.of("");
        List<String> rest = new ArrayList<>(List.of(pattern.split("/", -1)));
        if (pattern.startsWith("/")) {
            base = Path.of("/");
            rest.remove(0);
        }
        while (rest.size() > 1 && !isPattern(rest.get(0))) {
            base = base.resolve(rest.remove(0));
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + String.join("/", rest));
        int before = items.size();
        Path folder = base;
        if (Files.isDirectory(folder.toAbsolutePath())) {
            FolderListing.files(folder.toAbsolutePath(), refused).stream()
                    .filter(matcher::matches)
                    .forEach(file -> add(folder.resolve(file), false));
        }
        if (items.size() == before) {
            throw new UserException("no picture or video is meant by '" + pattern + "'");
        }
    }

    /** @param named whether a person named just this file: then it is said that it cannot be sent */
    private void add(Path file, boolean named) {
        String name = name(file);
        Optional<String> type = PictureFiles.mediaType(file);
        if (type.isPresent() || isVideo(name)) {
            items.putIfAbsent(file.toAbsolutePath().normalize(), new Item(file, name, type));
        } else if (named) {
            throw new UserException("'" + file + "' is neither a picture nor a video by its name: pictures end in .jpg,"
                    + " .png, .webp, .gif or .bmp");
        } else {
            refused.accept(
                    new Refusal(name, Refusal.Reason.NO_PICTURE, "its name ends as no picture's or video's does"));
        }
    }

    /** As it was written: of two folders both may have an {@code 0001.jpg}. */
    private static String name(Path file) {
        Path written = file.normalize();
        return FolderListing.name(written.isAbsolute() ? written.getRoot().relativize(written) : written);
    }

    private static boolean isVideo(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && VIDEOS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /** Whether there is none. */
    boolean isEmpty() {
        return items.isEmpty();
    }
}
