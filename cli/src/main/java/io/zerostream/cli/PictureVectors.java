package io.zerostream.cli;

import ai.djl.Device;
import io.zerostream.cli.client.UserException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.evaluation.PictureEmbedding;
import io.zerostream.trainer.evaluation.SemanticVectors;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A model that a person named, for looking at a few pictures. Closing frees its memory. */
final class PictureVectors implements AutoCloseable {
    /** Names the checkpoint that ships with ZeroStream. */
    static final String BUNDLED = "bundled";

    private static final int BATCH = 8;

    private final ZeroShotModel model;

    /** @param named folder of a run or a checkpoint, or {@link #BUNDLED} */
    PictureVectors(String named) {
        model = ZeroShotModels.open(checkpoint(named), Device.cpu());
    }

    static Checkpoint checkpoint(String named) {
        return named.equals(BUNDLED) ? FlagsCheckpoint.bundled() : Runs.checkpoint(Path.of(named));
    }

    /** Hash of its tensors. */
    String sha256() {
        return model.manifest().sha256();
    }

    String describe() {
        return model.manifest().name() + " " + model.manifest().version();
    }

    /** With word vectors, if it has any. */
    SemanticSpace space() {
        return model.space();
    }

    /** @throws UserException when a picture cannot be used */
    SemanticVectors of(List<Path> pictures) {
        List<LabelledPicture> list = pictures.stream()
                .map(path -> new LabelledPicture(path.toString(), 0, null, () -> Files.readAllBytes(path)))
                .toList();
        PictureEmbedding embedding = PictureEmbedding.of(model, list, BATCH, ProgressListener.NONE);
        if (!embedding.unreadable().isEmpty()) {
            throw new UserException(String.join("\n  ", embedding.unreadable()));
        }
        return embedding.vectors();
    }

    /** Files as they are, folders as the files in and below them. */
    static List<Path> files(List<Path> filesAndFolders) {
        List<Path> files = new ArrayList<>();
        for (Path each : filesAndFolders) {
            try (Stream<Path> below = Files.walk(each)) {
                below.filter(Files::isRegularFile).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new UserException("there is no picture " + each + " (" + e + ")");
            }
        }
        return files;
    }

    @Override
    public void close() {
        model.close();
    }
}
