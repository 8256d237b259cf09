package io.zerostream.trainer.flags.run;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.loop.TrainingReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The trained flags model that comes with this module, so that a demonstration starts at once. It is what {@code
 * ./zerostream train --data flags} makes.
 */
public final class FlagsCheckpoint {
    private static final String FOLDER = "/io/zerostream/trainer/flags/nano/";

    private FlagsCheckpoint() {}

    /**
     * The checkpoint.
     *
     * @throws TrainerException when it is not on the class path
     * @throws io.zerostream.model.ModelException when it is damaged
     */
    public static Checkpoint bundled() {
        Manifest manifest = Manifest.fromJson(text("manifest.json"));
        return Checkpoint.verified(manifest, resource("model.safetensors"));
    }

    /** The report of its training. */
    public static TrainingReport report() {
        return TrainingReport.fromJson(text("report.json"));
    }

    private static String text(String name) {
        return new String(resource(name), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (InputStream in = FlagsCheckpoint.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new TrainerException(FOLDER + name + " is not on the class path; rebuild the trainer module");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
