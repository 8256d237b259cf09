package io.zerostream.trainer.pictures;

import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.PictureReader;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Decoded pictures of one size: kept after the first use when all of them fit a quarter of the heap. Thread-safe. */
final class PictureStore {
    private static final int HEAP_SHARE = 4;

    private final List<LabelledPicture> pictures;
    private final PictureReader reader;
    private final AtomicReferenceArray<byte[]> kept;

    /** @param size height and width, pixels */
    PictureStore(List<LabelledPicture> pictures, int size) {
        this.pictures = pictures;
        reader = new PictureReader(size, size);
        long bytes = 3L * size * size * pictures.size();
        kept = new AtomicReferenceArray<>(bytes <= Runtime.getRuntime().maxMemory() / HEAP_SHARE ? pictures.size() : 0);
    }

    int size() {
        return pictures.size();
    }

    /** Index of the class in the data set. */
    int label(int i) {
        return pictures.get(i).label();
    }

    /** uint8 RGB, size × size × 3; not to be written to. */
    byte[] rgb(int i) {
        if (kept.length() == 0) {
            return reader.read(pictures.get(i)).pixels();
        }
        byte[] rgb = kept.get(i);
        if (rgb == null) {
            rgb = reader.read(pictures.get(i)).pixels();
            kept.set(i, rgb);
        }
        return rgb;
    }
}
