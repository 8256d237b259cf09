package io.zerostream.trainer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.flags.FlagsDataSet;
import java.util.Map;

/** Checkpoints whose tensors are any bytes. */
public final class Checkpoints {
    private Checkpoints() {}

    public static Checkpoint of(byte[] tensors) {
        Manifest manifest = Manifest.named("m", "zeromamba")
                .version("v1")
                .config(JsonNodeFactory.instance.objectNode())
                .input(ImageInput.imageNet(64, 64))
                .space(FlagsDataSet.load().space())
                .scoring(new SeenPenalty(0.5f, Calibration.SOFTMAX), 0.25f, "nothing")
                .dataset("none")
                .metrics(Map.of("T1", 0.5))
                .seed(1)
                .createdBy("test")
                .build();
        return Checkpoint.of(manifest, tensors);
    }
}
