package io.zerostream.trainer.data;

import io.zerostream.model.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A picture that has not been opened yet.
 *
 * @param path as the data set's list calls it; unique in the set
 * @param label index of its class in {@link ZeroShotDataSet#classes}
 * @param box where the object is, if the data set says so
 * @param content gives the encoded picture each time it is asked
 */
public record LabelledPicture(
        String path, int label, @Nullable BoundingBox box, Content content) {

    /** Where the bytes come from. Thread-safe. */
    @FunctionalInterface
    public interface Content {
        /** The encoded picture: JPEG, PNG, … @throws IOException when it is absent or cannot be read */
        byte[] read() throws IOException;
    }

    /**
     * A file of the data set.
     *
     * @param file opened when its content is read; need not exist before
     */
    public static LabelledPicture file(Path file, String path, int label, @Nullable BoundingBox box) {
        return new LabelledPicture(path, label, box, () -> bytes(file));
    }

    /** One that is too large is refused unread: it need not fit into memory. */
    private static byte[] bytes(Path file) throws IOException {
        long size = Files.size(file);
        long most = ImageLimits.defaults().maxBytes();
        if (size > most) {
            throw new IOException("it has " + size + " bytes, and the limit is " + most);
        }
        return Files.readAllBytes(file);
    }

    /** The same picture under another label. */
    LabelledPicture labelled(int other) {
        return new LabelledPicture(path, other, box, content);
    }
}
