package io.zerostream.model.image;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which files of a folder that people filled are their pictures, told by names alone. */
public final class PictureFiles {
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "png", "image/png",
            "webp", "image/webp",
            "gif", "image/gif",
            "bmp", "image/bmp");

    /** What Windows, macOS, archives of macOS and network disks leave behind, in small letters. */
    private static final Set<String> DEBRIS = Set.of(
            "thumbs.db",
            "desktop.ini",
            "__macosx",
            "@eadir",
            "$recycle.bin",
            "system volume information",
            "lost+found");

    private PictureFiles() {}

    /**
     * Whether a system, not a person, put this file or folder there. What is hidden counts as such: macOS keeps a {@code
     * ._photo.jpg} beside each {@code photo.jpg} on disks of others.
     */
    public static boolean isDebris(Path file) {
        Path last = file.getFileName();
        String name = last == null ? "" : last.toString();
        return name.startsWith(".") || DEBRIS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** For example {@code image/png}; empty for what is no picture by its name, debris included. */
    public static Optional<String> mediaType(Path file) {
        Path last = file.getFileName();
        if (last == null || isDebris(file)) {
            return Optional.empty();
        }
        String name = last.toString();
        int dot = name.lastIndexOf('.');
        return dot < 0
                ? Optional.empty()
                : Optional.ofNullable(MEDIA_TYPES.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }
}
