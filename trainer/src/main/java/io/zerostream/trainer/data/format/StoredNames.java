package io.zerostream.trainer.data.format;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a folder by the names that tables and lists have for them. A disk may keep the accents of a name decomposed,
 * as macOS writes them, where a table has them composed: a file is found when its name looks the same. Folders are listed
 * once each, so one object serves one reading.
 */
final class StoredNames {
    private final Path root;
    private final Map<Path, Map<String, Path>> listed = new HashMap<>();

    StoredNames(Path root) {
        this.root = root;
    }

    /**
     * A path within a folder as people write it, with the separators of any system; empty when it leads out of the folder,
     * or no file can have such a name on this system.
     */
    static Optional<Path> inside(String path) {
        try {
            Path relative = Path.of(slashed(path)).normalize();
            return relative.isAbsolute() || relative.startsWith("..") ? Optional.empty() : Optional.of(relative);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** With slashes where Windows has backslashes. */
    static String slashed(String path) {
        return path.indexOf('/') < 0 ? path.replace('\\', '/') : path;
    }

    /** The file as the disk has it; where there is none, as it would be. */
    Path find(Path relative) {
        Path plain = root.resolve(relative);
        if (relative.toString().chars().allMatch(c -> c < 0x80) || Files.exists(plain)) {
            return plain;
        }
        Path found = root;
        for (Path part : relative) {
            found = children(found).getOrDefault(composed(part), found.resolve(part));
        }
        return found;
    }

    private Map<String, Path> children(Path folder) {
        return listed.computeIfAbsent(folder, StoredNames::list);
    }

    private static Map<String, Path> list(Path folder) {
        Map<String, Path> children = new HashMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.sorted().forEach(file -> children.putIfAbsent(composed(file.getFileName()), file));
            } catch (IOException e) {
                throw new TrainerException("cannot list " + folder + " (" + e + ")", e);
            }
        }
        return children;
    }

    private static String composed(Path name) {
        return TextFile.composed(name.toString());
    }
}
