package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.models.OutOfMemory;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.image.RgbImage;
import io.zerostream.model.inference.ZeroShotModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pictures through the network, as whole as possible: a failed call is repeated picture by picture, so that one picture
 * cannot take others along; when the device runs out of memory, smaller pieces are used until it has room again. One
 * thread.
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
    private String weights = "";
    private volatile CallLimit limit = new CallLimit();

    Embedder(Consumer<Alarm> alarms) {
        this.alarms = alarms;
    }

    /** Most pictures a call since the device ran out of memory, else {@link CallLimit#NONE}. Any thread. */
    int limit() {
        return limit.limit();
    }

    /** Vectors of all pictures, in their order. */
    List<Embedding> embed(ZeroShotModel model, List<DecodedPicture> pictures) {
        if (!weights.equals(model.manifest().sha256())) {
            // what another network needed says nothing about this one
            weights = model.manifest().sha256();
            limit = new CallLimit();
        }
        List<Embedding> embeddings = new ArrayList<>(pictures.size());
        int from = 0;
        while (from < pictures.size()) {
            int to = (int) Math.min(pictures.size(), (long) from + limit.next());
            List<DecodedPicture> piece = pictures.subList(from, to);
            try {
                embeddings.addAll(whole(model, piece));
                from = to;
                fitted(piece.size());
            } catch (RuntimeException e) {
                if (piece.size() > 1 && OutOfMemory.is(e)) {
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
        if (pictures.size() == 1) {
            return List.of(new Embedding(null, whole));
        }
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
        if (limit.tooMany(failed)) {
            alarms.accept(new Alarm(
                    Alarm.Code.OUT_OF_MEMORY,
                    "the device has no memory for " + failed + " pictures at once; " + limit.limit()
                            + " go at a time now, and more are tried now and then: if this comes back, set"
                            + " batch.max-size to that, or use a smaller model (" + why + ")"));
        }
    }

    private void fitted(int pictures) {
        if (limit.fitted(pictures)) {
            alarms.accept(new Alarm(
                    Alarm.Code.MEMORY_RECOVERED,
                    "the device has memory for " + pictures + " pictures at once again; batches are whole"));
        }
    }
}
