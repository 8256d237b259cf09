package io.zerostream.trainer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zerostream.model.ImageInput;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import java.util.Map;

/** Checkpoints whose tensors are any bytes. */
final class Checkpoints {
    private Checkpoints() {}

    static Checkpoint of(byte[] tensors) {
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                "m",
                "v1",
                "zeromamba",
                JsonNodeFactory.instance.objectNode(),
                ImageInput.imageNet(64, 64),
                FlagsDataSet.load().space(),
                0.5f,
                0.25f,
                "nothing",
                "none",
                Map.of("T1", 0.5),
                "none",
                1,
                "test",
                "");
        return Checkpoint.of(manifest, tensors);
    }
}
