package io.zerostream.job;

import ai.djl.Device;
import io.zerostream.job.internal.models.ModelOpener;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Opens models as the product does, on a device that is as sick as the files in a folder say. */
final class SickModels implements ModelOpener {
    private static final long serialVersionUID = 1L;

    private final ModelOpener product;
    private final String folder;

    SickModels(ModelOpener product, String folder) {
        this.product = product;
        this.folder = folder;
    }

    @Override
    public ZeroShotModel open(ModelVersion version, Device device) throws Exception {
        return new OnSickDevice(product.open(version, device), Path.of(folder));
    }

    /** The product's model, but for calls that fail or do not return. */
    private record OnSickDevice(ZeroShotModel model, Path folder) implements ZeroShotModel {
        private static final long LOOK_AGAIN_NANOS = 20_000_000;

        @Override
        public Manifest manifest() {
            return model.manifest();
        }

        @Override
        public float[] embed(byte[] pixels, int batch) {
            while (Files.exists(folder.resolve("hangs"))) {
                // like a native call, it does not care for interrupts; but it is to leave the processor to others
                Thread.interrupted();
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            if (Files.exists(folder.resolve("fails"))) {
                throw new ModelException("the engine failed", new IllegalStateException("the device is sick"));
            }
            return model.embed(pixels, batch);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
