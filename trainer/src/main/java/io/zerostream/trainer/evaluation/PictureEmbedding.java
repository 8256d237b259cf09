package io.zerostream.trainer.evaluation;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.image.RgbImage;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.PictureReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Semantic vectors of a list of pictures.
 *
 * @param vectors N × a, of the pictures that could be read
 * @param pictures those N
 * @param unreadable what was said of each that could not
 */
public record PictureEmbedding(SemanticVectors vectors, List<LabelledPicture> pictures, List<String> unreadable) {
    /**
     * Opens the pictures batch by batch, each batch while the model looks at the one before: two batches are in memory.
     *
     * @param model runs on this thread
     * @param batch pictures at a time
     * @param listener hears of each batch as a step
     */
    public static PictureEmbedding of(
            ZeroShotModel model, List<LabelledPicture> pictures, int batch, ProgressListener listener) {
        int attributes = model.space().size();
        PictureReader reader =
                new PictureReader(model.input().height(), model.input().width());
        float[] rows = new float[pictures.size() * attributes];
        int[] labels = new int[pictures.size()];
        List<LabelledPicture> read = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        Instant start = Instant.now();
        int batches = (pictures.size() + batch - 1) / batch;
        listener.stage("embed", batches);
        CompletableFuture<List<Opened>> next = open(reader, pictures, 0, batch);
        for (int b = 0; b < batches; b++) {
            List<Opened> opened = await(next);
            next = open(reader, pictures, (b + 1) * batch, batch);
            List<RgbImage> images = new ArrayList<>();
            for (Opened one : opened) {
                if (one.image() == null) {
                    unreadable.add(one.problem());
                } else {
                    labels[read.size()] = one.picture().label();
                    read.add(one.picture());
                    images.add(one.image());
                }
            }
            if (!images.isEmpty()) {
                float[] vectors = model.embed(pixels(images, model.input().bytes()), images.size());
                System.arraycopy(vectors, 0, rows, (read.size() - images.size()) * attributes, vectors.length);
            }
            Duration passed = Duration.between(start, Instant.now());
            listener.step(
                    b + 1, Double.NaN, passed.multipliedBy(batches - b - 1L).dividedBy(b + 1L));
        }
        listener.end();
        return new PictureEmbedding(
                new SemanticVectors(
                        Arrays.copyOf(rows, read.size() * attributes), Arrays.copyOf(labels, read.size()), attributes),
                List.copyOf(read),
                List.copyOf(unreadable));
    }

    private record Opened(LabelledPicture picture, @Nullable RgbImage image, String problem) {}

    private static CompletableFuture<List<Opened>> open(
            PictureReader reader, List<LabelledPicture> pictures, int from, int batch) {
        List<LabelledPicture> some =
                pictures.subList(Math.min(from, pictures.size()), Math.min(from + batch, pictures.size()));
        return CompletableFuture.supplyAsync(() -> some.parallelStream()
                .map(picture -> {
                    try {
                        return new Opened(picture, reader.read(picture), "");
                    } catch (TrainerException e) {
                        return new Opened(picture, null, String.valueOf(e.getMessage()));
                    }
                })
                .toList());
    }

    private static List<Opened> await(CompletableFuture<List<Opened>> opened) {
        try {
            return opened.join();
        } catch (CompletionException e) {
            throw new TrainerException("opening pictures failed: " + e.getCause(), e);
        }
    }

    private static byte[] pixels(List<RgbImage> images, int each) {
        byte[] all = new byte[images.size() * each];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(images.get(i).pixels(), 0, all, i * each, each);
        }
        return all;
    }
}
