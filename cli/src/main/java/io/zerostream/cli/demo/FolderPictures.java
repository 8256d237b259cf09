package io.zerostream.cli.demo;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.folder.EmptiedException;
import io.zerostream.cli.folder.FolderFile;
import io.zerostream.cli.folder.FolderSource;
import io.zerostream.cli.folder.Refusal;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The pictures of a folder, as one source. People are told of what is not sent: each by itself, and how many of each kind. */
final class FolderPictures implements PictureSource, FolderSource.Listener {
    private final Path folder;
    private final String sourceId;
    private final Consumer<String> out;
    private final FolderSource files;
    private Map<Refusal.Reason, Long> told = Map.of();

    /**
     * @param settle how long a file must stand still to be taken for whole
     * @param maxBytes of a picture
     * @param out takes a line for people about what is not sent, from the thread that asks for pictures
     * @throws UserException when the folder cannot be read
     */
    FolderPictures(Path folder, Duration settle, long maxBytes, Consumer<String> out) {
        this.folder = folder.toAbsolutePath();
        this.out = out;
        Path name = this.folder.normalize().getFileName();
        String whole = name == null ? this.folder.toString() : name.toString();
        this.sourceId = whole.substring(0, Math.min(whole.length(), ImageEventLimits.SOURCE_ID));
        try {
            files = new FolderSource(folder, settle, maxBytes, this);
        } catch (IOException e) {
            throw new UserException("cannot watch the folder " + folder + ": it must exist and be readable", e);
        }
    }

    @Override
    public Optional<Picture> next(Duration patience) throws InterruptedException {
        Optional<FolderFile> file = files.next(patience);
        if (file.isEmpty() && files.settled() && !files.refused().equals(told)) {
            summary();
        }
        return file.map(f -> new Picture(f.eventId(), sourceId, null, f.name(), f.mediaType(), f.content(), null));
    }

    private void summary() {
        told = files.refused();
        String refused = told.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().many())
                .collect(Collectors.joining(", "));
        out.accept("Of the folder " + folder + ", " + files.sent() + " pictures were sent so far"
                + (refused.isEmpty() ? "." : "; not sent: " + refused + "."));
    }

    /** What is no picture is counted only: there may be many, and nothing is wrong with them. */
    @Override
    public void refused(Refusal refusal) {
        if (refusal.reason() != Refusal.Reason.NO_PICTURE) {
            out.accept("The picture " + SafeText.of(refusal.name()) + " of the folder " + folder + " is not sent: "
                    + refusal.message() + ".");
        }
    }

    @Override
    public void away(IOException problem) {
        out.accept(
                problem instanceof EmptiedException
                        ? "The folder " + folder
                                + " is empty, and was not. If it is a share that is not mounted any more,"
                                + " mount it again: what was sent from it is not sent again."
                        : "The folder " + folder + " can no longer be read (" + problem
                                + "): no pictures are sent until it is back. Mount it again, or mend its rights.");
    }

    @Override
    public void back() {
        out.accept("The folder " + folder + " is back; pictures that come to it are sent.");
    }

    @Override
    public void close() {
        // holds nothing open between two looks
    }
}
