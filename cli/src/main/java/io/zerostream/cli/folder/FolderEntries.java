package io.zerostream.cli.folder;

import io.zerostream.model.image.PictureFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One look at all that lies in a folder and below it. What systems leave there is passed over. */
final class FolderEntries extends SimpleFileVisitor<Path> {
    /** Takes what is found. Paths are relative to the folder. */
    interface Receiver {
        /** A file, or a link to one; {@link Version#UNKNOWN} of a link that leads nowhere. */
        void file(Path file, Version version);

        /** A link to a folder, or what is neither file nor folder. */
        void other(Path path, Refusal.Reason reason);

        /** What cannot be looked at. If it is a folder, nobody knows what lies in it. */
        void failed(Path path);
    }

    private final Path folder;
    private final Receiver receiver;

    private FolderEntries(Path folder, Receiver receiver) {
        this.folder = folder;
        this.receiver = receiver;
    }

    /** @throws IOException when the folder itself cannot be looked at */
    static void look(Path folder, Receiver receiver) throws IOException {
        // it may itself be a link
        Path real = folder.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new NotDirectoryException(folder.toString());
        }
        Files.walkFileTree(real, new FolderEntries(real, receiver));
    }

    /** Whether nothing is in it but what systems leave, or it cannot be looked at. */
    static boolean isEmptyOrAway(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.allMatch(PictureFiles::isDebris);
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
        return !path.equals(folder) && PictureFiles.isDebris(path)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
        if (PictureFiles.isDebris(path)) {
            return FileVisitResult.CONTINUE;
        }
        Path name = folder.relativize(path);
        BasicFileAttributes file = attributes;
        if (attributes.isSymbolicLink()) {
            try {
                file = Files.readAttributes(path, BasicFileAttributes.class);
            } catch (IOException e) {
                // to nothing, or in a circle: reading it says so
                receiver.file(name, Version.UNKNOWN);
                return FileVisitResult.CONTINUE;
            }
        }
        if (file.isRegularFile()) {
            receiver.file(name, Version.of(file));
        } else {
            receiver.other(name, file.isDirectory() ? Refusal.Reason.LINK_TO_FOLDER : Refusal.Reason.SPECIAL);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException problem) throws IOException {
        if (path.equals(folder)) {
            throw problem;
        }
        if (!(problem instanceof NoSuchFileException) && !PictureFiles.isDebris(path)) {
            receiver.failed(folder.relativize(path));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, @Nullable IOException problem) throws IOException {
        return problem == null ? FileVisitResult.CONTINUE : visitFileFailed(path, problem);
    }
}
