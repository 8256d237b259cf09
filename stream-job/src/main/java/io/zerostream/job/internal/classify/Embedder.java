package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.model.ImageInput;
import io.zerostream.model.RgbImage;
import io.zerostream.model.ZeroShotModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pictures through the network, as whole as possible: a failed call is repeated picture by picture, so that one picture
 * cannot take others along; when the device runs out of memory, smaller pieces are used from then on. One thread.
 */
final class Embedder {
    /**
     * What the network said of one picture: exactly one of both is null.
     *
     * @param vector semantic vector (a)
     * @param failure why there is none
     */
    record Embedding(float @Nullable [] vector, @Nullable RuntimeException failure) {}

    private final Consumer<Alarm> alarms;
    /** Most pictures a call; shrinks when the device runs out of memory. */
    private int largest = Integer.MAX_VALUE;

    Embedder(Consumer<Alarm> alarms) {
        this.alarms = alarms;
    }

    /** Vectors of all pictures, in their order. */
    List<Embedding> embed(ZeroShotModel model, List<DecodedPicture> pictures) {
        List<Embedding> embeddings = new ArrayList<>(pictures.size());
        int from = 0;
        while (from < pictures.size()) {
            int to = (int) Math.min(pictures.size(), (long) from + largest);
            List<DecodedPicture> piece = pictures.subList(from, to);
            try {
                embeddings.addAll(whole(model, piece));
                from = to;
            } catch (RuntimeException e) {
                if (piece.size() > 1 && outOfMemory(e)) {
                    shrink(piece.size(), e);
                } else {
                    embeddings.addAll(oneByOne(model, piece, e));
                    from = to;
                }
            }
        }
        return embeddings;
    }

    private static List<Embedding> whole(ZeroShotModel model, List<DecodedPicture> pictures) {
        float[] vectors = model.embed(pixels(model.input(), pictures), pictures.size());
        int a = model.space().size();
        List<Embedding> embeddings = new ArrayList<>(pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            embeddings.add(new Embedding(Arrays.copyOfRange(vectors, i * a, (i + 1) * a), null));
        }
        return embeddings;
    }

    private List<Embedding> oneByOne(ZeroShotModel model, List<DecodedPicture> pictures, RuntimeException whole) {
        alarms.accept(new Alarm(
                Alarm.Code.BATCH_FAILED,
                "a call of the model with " + pictures.size() + " pictures failed, each is tried alone: " + whole));
        List<Embedding> embeddings = new ArrayList<>(pictures.size());
        for (DecodedPicture picture : pictures) {
            try {
                embeddings.addAll(whole(model, List.of(picture)));
            } catch (RuntimeException e) {
                embeddings.add(new Embedding(null, e));
            }
        }
        return embeddings;
    }

    /** (B, height, width, 3); pictures decoded before the input size changed are resized here. */
    private static byte[] pixels(ImageInput input, List<DecodedPicture> pictures) {
        byte[] pixels = new byte[input.bytes() * pictures.size()];
        int at = 0;
        for (DecodedPicture picture : pictures) {
            RgbImage image = new RgbImage(picture.height(), picture.width(), picture.pixels())
                    .resize(input.height(), input.width());
            System.arraycopy(image.pixels(), 0, pixels, at, input.bytes());
            at += input.bytes();
        }
        return pixels;
    }

    private void shrink(int failed, RuntimeException why) {
        largest = failed / 2;
        alarms.accept(new Alarm(
                Alarm.Code.OUT_OF_MEMORY,
                "the device has no memory for " + failed + " pictures at once; from now on " + largest
                        + " go at a time: set batch.max-size to that, or use a smaller model (" + why + ")"));
    }

    /** PyTorch has no type for it; its message says so, in the exception or in what caused it. */
    private static boolean outOfMemory(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getMessage() != null
                    && t.getMessage().toLowerCase(Locale.ROOT).contains("out of memory")) {
                return true;
            }
        }
        return false;
    }
}
