package io.zerostream.job.internal.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.zerostream.job.internal.classify.Networks;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What must never serve, with real files of a real network. */
class PublishedModelTest {
    private final Checkpoint good = Networks.checkpoint("v1", 1);
    private final ModelVersion published = Networks.version(good);

    @Test
    void aGoodCheckpointOpensAndAnswersItsProbe() {
        try (ZeroShotModel model =
                PublishedModel.open(PublishedModel.manifest(published), good.tensors(), Device.cpu())) {
            Probe.check(model);
            assertThat(model.embed(new byte[model.input().bytes()], 1)).hasSize(3);
        }
    }

    @Test
    void aFileWithAnotherHashIsRefused() {
        byte[] changed = good.tensors().clone();
        changed[changed.length - 1] ^= 1;
        refused(good.manifest(), changed, "SHA-256");
    }

    @Test
    void aTruncatedFileIsRefused() {
        byte[] half = Arrays.copyOf(good.tensors(), good.tensors().length / 2);
        refused(good.manifest(), half, "SHA-256");
        // even when someone computed the hash of what is left of it
        refused(Checkpoint.of(good.manifest(), half).manifest(), half, "");
    }

    @Test
    void weightsThatAreNotNumbersAreRefusedUnopened() {
        byte[] broken = lastWeights(Float.NaN);
        refused(Checkpoint.of(good.manifest(), broken).manifest(), broken, "NaN");
    }

    /** Each is a number, and what comes of them is none. */
    @Test
    void weightsThatAreTooLargeAreRefusedByTheProbe() {
        refusedByTheProbe(lastWeights(Float.MAX_VALUE), "its weights are broken");
    }

    private byte[] lastWeights(float value) {
        byte[] broken = good.tensors().clone();
        ByteBuffer floats = ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = broken.length - 400; at < broken.length; at += Float.BYTES) {
            floats.putFloat(at, value);
        }
        return broken;
    }

    @Test
    void weightsOfNothingButZerosAreRefusedByTheProbe() {
        byte[] empty = good.tensors().clone();
        long header = ByteBuffer.wrap(empty).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Arrays.fill(empty, (int) (Long.BYTES + header), empty.length, (byte) 0);
        refusedByTheProbe(empty, "zeros");
    }

    @Test
    void aRecordThatContradictsItsManifestIsRefused() {
        ModelVersion other =
                ModelVersion.newBuilder(published).setSpace("birds").build();
        assertThatThrownBy(() -> PublishedModel.manifest(other))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("space 'birds'", "'rgb'");
    }

    private void refusedByTheProbe(byte[] tensors, String reason) {
        Manifest manifest = Checkpoint.of(good.manifest(), tensors).manifest();
        try (ZeroShotModel model = PublishedModel.open(manifest, tensors, Device.cpu())) {
            assertThatThrownBy(() -> Probe.check(model))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining(reason);
        }
    }

    private static void refused(Manifest manifest, byte[] tensors, String reason) {
        assertThatThrownBy(() -> PublishedModel.open(manifest, tensors, Device.cpu()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(reason);
    }
}
