package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.image.RgbImage;
import io.zerostream.model.umzero.ConvolutionalBackbone;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.PictureReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What the untrained front of a convolutional network makes of pictures and of their mirror images: made once, read in every
 * epoch. Used by one thread; closing deletes them.
 */
final class BranchMaps implements AutoCloseable {
    private static final int BATCH = 16;
    private static final int COLUMNS = 3;
    private static final float UINT8_MAX = 255;

    private final MapCache cache;
    private final Shape map;

    /**
     * @param cache holding the maps; closed with this
     * @param map shape of one (C,h,w)
     */
    BranchMaps(MapCache cache, Shape map) {
        this.cache = cache;
        this.map = map;
    }

    /**
     * Makes the maps.
     *
     * @param backbone with pretrained weights
     * @param manager that owns these
     * @param units how many units of it to run
     * @param pictures numbered by their place
     * @param input what pictures must look like
     * @param file to keep the maps in
     * @param done hears how many pictures are done
     * @throws io.zerostream.trainer.TrainerException when a picture cannot be opened or the file not be written
     */
    static BranchMaps of(
            ConvolutionalBackbone backbone,
            NDManager manager,
            int units,
            List<LabelledPicture> pictures,
            ImageInput input,
            Path file,
            IntConsumer done) {
        PictureReader reader = new PictureReader(input.height(), input.width());
        Shape map = null;
        MapCache cache = null;
        try {
            for (int from = 0; from < pictures.size(); from += BATCH) {
                List<LabelledPicture> some = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
                try (NDManager scratch = manager.newSubManager()) {
                    NDArray images = images(scratch, some, reader, input);
                    ParameterStore store = new ParameterStore(manager, false);
                    NDArray plain = backbone.run(store, images, 0, units, false);
                    NDArray mirrored = backbone.run(store, images.flip(COLUMNS), 0, units, false);
                    if (cache == null) {
                        map = plain.getShape().slice(1);
                        cache = new MapCache(file, (int) map.size(), 2 * pictures.size());
                        if (cache.finished()) {
                            return new BranchMaps(cache, map);
                        }
                    }
                    // a picture's map and that of its mirror image lie side by side
                    cache.write(2 * from, bytes(plain.stack(mirrored, 1)));
                }
                done.accept(from + some.size());
            }
            if (cache == null || map == null) {
                throw new IllegalArgumentException("there are no pictures to make maps of");
            }
            cache.finish();
            return new BranchMaps(cache, map);
        } catch (RuntimeException e) {
            if (cache != null) {
                cache.close();
            }
            throw e;
        }
    }

    private static NDArray images(
            NDManager scratch, List<LabelledPicture> pictures, PictureReader reader, ImageInput input) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(pictures.size() * input.bytes());
        for (LabelledPicture picture : pictures) {
            RgbImage image = reader.read(picture);
            pixels.put(image.pixels());
        }
        pixels.rewind();
        Shape shape = new Shape(pictures.size(), input.height(), input.width(), 3);
        return scratch.create(pixels, shape, DataType.UINT8)
                .toType(DataType.FLOAT32, false)
                .div(UINT8_MAX)
                .sub(scratch.create(input.mean()))
                .div(scratch.create(input.std()))
                .transpose(0, 3, 1, 2);
    }

    private static byte[] bytes(NDArray maps) {
        return maps.div(MapCache.STEP).round().toType(DataType.UINT8, false).toByteArray();
    }

    /** Number of a picture's map. */
    static int number(int picture, boolean mirrored) {
        return 2 * picture + (mirrored ? 1 : 0);
    }

    /**
     * Maps by number.
     *
     * @return (n,C,h,w), float32
     */
    NDArray read(NDManager scratch, int[] numbers) {
        Shape shape = new Shape(numbers.length).addAll(map);
        return scratch.create(ByteBuffer.wrap(cache.read(numbers)), shape, DataType.UINT8)
                .toType(DataType.FLOAT32, false)
                .mul(MapCache.STEP);
    }

    @Override
    public void close() {
        cache.close();
    }
}
