package io.zerostream.cli.folder;

import io.zerostream.cli.folder.Refusal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Files as they are now, for who sends each once. */
public final class FolderListing {
    private FolderListing() {}

    /**
     * All files of a folder and of all folders in it, but for what systems leave there; in the order of their names.
     *
     * @param refused takes what lies there and is no file, or cannot be looked at
     * @return paths relative to the folder
     * @throws IOException when the folder itself cannot be looked at
     */
    public static List<Path> files(Path folder, Consumer<Refusal> refused) throws IOException {
        List<Path> files = new ArrayList<>();
        FolderEntries.look(folder, new FolderEntries.Receiver() {
            @Override
            public void file(Path file, Version version) {
                files.add(file);
            }

            @Override
            public void other(Path path, Reason reason) {
                refused.accept(new Refusal(FileNames.of(path), reason, RefusalText.of(reason)));
            }

            @Override
            public void failed(Path path) {
                refused.accept(new Refusal(FileNames.of(path), Reason.UNREADABLE, RefusalText.of(Reason.UNREADABLE)));
            }
        });
        files.sort(null);
        return files;
    }

    /** A relative path as text by which people find it again. */
    public static String name(Path relative) {
        return FileNames.of(relative);
    }

    /**
     * Its bytes and what tells this version of it.
     *
     * @param name its path as people know it
     * @param mediaType of what it holds
     * @param maxBytes a larger one is refused unread
     * @throws RefusedFileException when it cannot be read, or is too large
     */
    public static FolderFile read(Path file, String name, String mediaType, int maxBytes) throws RefusedFileException {
        try (InputStream in = Files.newInputStream(file)) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.size() > maxBytes) {
                throw new RefusedFileException(
                        new Refusal(name, Reason.TOO_LARGE, RefusalText.tooLarge(attributes.size(), maxBytes)));
            }
            byte[] content = in.readNBytes(maxBytes);
            return new FolderFile(
                    name, mediaType, content, attributes.lastModifiedTime().toInstant());
        } catch (IOException e) {
            throw new RefusedFileException(new Refusal(name, Reason.UNREADABLE, RefusalText.of(e)));
        }
    }

    /** A file that is not taken. */
    public static final class RefusedFileException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        RefusedFileException(Refusal refusal) {
            super(refusal.message());
            this.refusal = refusal;
        }

        /** Which, and why. */
        public Refusal refusal() {
            return refusal;
        }
    }
}
