package io.zerostream.model.inference;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.tensors.Safetensors;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;

/**
 * A block with its weights on a device. All native memory hangs on one manager: weights as long as the model is open,
 * everything else on a sub-manager per call.
 */
public final class DjlZeroShotModel implements ZeroShotModel {
    private static final float UINT8_MAX = 255f;

    private final Manifest manifest;
    private final NamedBlock block;
    private final NDManager manager;
    private final NDArray mean;
    private final NDArray scale;
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Copies the tensors to the device.
     *
     * @param block fresh, not initialised; taken over
     * @throws ModelException when the tensors are not those of the block
     */
    public DjlZeroShotModel(Checkpoint checkpoint, NamedBlock block, Device device) {
        this.manifest = checkpoint.manifest();
        this.block = block;
        checkSpace();
        this.manager = NDManager.newBaseManager(device, "PyTorch");
        try {
            block.load(manager, Safetensors.read(checkpoint.tensors()));
            block.freezeParameters(true);
            block.fuse(false);
            ImageInput input = manifest.input();
            mean = manager.create(input.mean()).mul(UINT8_MAX);
            scale = manager.create(input.std()).mul(UINT8_MAX);
        } catch (RuntimeException e) {
            block.unfuse();
            manager.close();
            throw e;
        }
    }

    private void checkSpace() {
        ImageInput input = manifest.input();
        Shape vectors = block.getOutputShapes(new Shape[] {new Shape(1, 3, input.height(), input.width())})[0];
        if (vectors.get(1) != manifest.space().size()) {
            throw new ModelException("the network of " + manifest.name() + " " + manifest.version() + " gives "
                    + vectors.get(1) + " values a picture, but its space '"
                    + manifest.space().name() + "' has " + manifest.space().size() + " attributes");
        }
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public float[] embed(byte[] pixels, int batch) {
        return whileOpen(pixels, batch, (store, images) -> block.forward(store, new NDList(images), false)
                .get(0)
                .toFloatArray());
    }

    @Override
    public Optional<AttentionMaps> attention(byte[] pixels, int batch) {
        return whileOpen(pixels, batch, (store, images) -> block.attention(store, images)
                .map(shares -> new AttentionMaps(
                        shares.toFloatArray(),
                        (int) shares.getShape().get(1),
                        (int) shares.getShape().get(2),
                        (int) shares.getShape().get(3))));
    }

    private <T> T whileOpen(byte[] pixels, int batch, BiFunction<ParameterStore, NDArray, T> work) {
        ImageInput input = manifest.input();
        if (batch < 1 || pixels.length != (long) batch * input.bytes()) {
            throw new ModelException(pixels.length + " bytes are not " + batch + " pictures of " + input.height() + "×"
                    + input.width() + "×3");
        }
        open.readLock().lock();
        try {
            if (closed) {
                throw new ModelException("model " + manifest.name() + " " + manifest.version() + " is closed");
            }
            return run(pixels, batch, input, work);
        } finally {
            open.readLock().unlock();
        }
    }

    private <T> T run(byte[] pixels, int batch, ImageInput input, BiFunction<ParameterStore, NDArray, T> work) {
        // gradient mode belongs to the thread and is on by default: it would keep every intermediate tensor
        boolean gradients = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try (NDManager scope = manager.newSubManager()) {
            NDArray raw = scope.create(
                    ByteBuffer.wrap(pixels), new Shape(batch, input.height(), input.width(), 3), DataType.UINT8);
            NDArray images =
                    raw.toType(DataType.FLOAT32, false).sub(mean).div(scale).transpose(0, 3, 1, 2);
            return work.apply(new ParameterStore(scope, false), images);
        } catch (ModelException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ModelException(
                    "the engine failed on " + batch + " pictures with " + manifest.name() + " " + manifest.version()
                            + " on " + manager.getDevice() + " ("
                            + Engine.getEngine("PyTorch").getVersion() + ")",
                    e);
        } finally {
            JniUtils.setGradMode(gradients);
        }
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                block.unfuse();
                manager.close();
            }
        } finally {
            open.writeLock().unlock();
        }
    }
}
