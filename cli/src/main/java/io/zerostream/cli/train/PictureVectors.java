package io.zerostream.cli.train;

import ai.djl.Device;
import io.zerostream.cli.client.UserException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.image.PictureFiles;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.evaluation.PictureEmbedding;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** A model that a person named, for looking at a few pictures. Closing frees its memory. */
public final class PictureVectors implements AutoCloseable {
    /** Names the checkpoint that ships with ZeroStream. */
    public static final String BUNDLED = "bundled";

    private static final int BATCH = 8;

    private final ZeroShotModel model;

    /**
     * Opens it on the processor.
     *
     * @param named folder of a run or a checkpoint, or {@link #BUNDLED}
     */
    public PictureVectors(String named) {
        model = ZeroShotModels.open(checkpoint(named), Device.cpu());
    }

    static Checkpoint checkpoint(String named) {
        return named.equals(BUNDLED) ? FlagsCheckpoint.bundled() : Runs.checkpoint(Path.of(named));
    }

    /** Hash of its tensors. */
    public String sha256() {
        return model.manifest().sha256();
    }

    /** Name and version, for people. */
    public String describe() {
        return model.manifest().name() + " " + model.manifest().version();
    }

    /** With word vectors, if it has any. */
    public SemanticSpace space() {
        return model.space();
    }

    /**
     * A vector in the model's space for each picture, in their order.
     *
     * @throws UserException when a picture cannot be used
     */
    public SemanticVectors of(List<Path> pictures) {
        List<String> unreadable = new ArrayList<>();
        SemanticVectors vectors = ofReadable(pictures, unreadable::add);
        if (!unreadable.isEmpty()) {
            throw new UserException(String.join("\n  ", unreadable));
        }
        return vectors;
    }

    /**
     * A vector in the model's space for each picture that can be used, in their order.
     *
     * @param unreadable takes what there is to say of each that cannot
     */
    public SemanticVectors ofReadable(List<Path> pictures, Consumer<String> unreadable) {
        List<LabelledPicture> list = pictures.stream()
                .map(path -> LabelledPicture.file(path, path.toString(), 0, null))
                .toList();
        PictureEmbedding embedding = PictureEmbedding.of(model, list, BATCH, ProgressListener.NONE);
        embedding.unreadable().forEach(unreadable);
        return embedding.vectors();
    }

    /**
     * Files as they are, folders as the pictures in and below them: what systems put beside pictures, and notes, are passed
     * over.
     *
     * @throws UserException when there is no such file, or no picture in a folder
     */
    public static List<Path> files(List<Path> filesAndFolders) {
        List<Path> files = new ArrayList<>();
        for (Path each : filesAndFolders) {
            try {
                List<Path> pictures = pictures(each);
                if (pictures.isEmpty()) {
                    throw new UserException("there is no picture in " + each
                            + ": put some there, with names that end in .jpg, .png, .webp, .gif or .bmp");
                }
                files.addAll(pictures);
            } catch (IOException e) {
                throw new UserException("there is no picture " + each + ", or it may not be read (" + e + ")");
            }
        }
        return files;
    }

    private static List<Path> pictures(Path fileOrFolder) throws IOException {
        if (!Files.isDirectory(fileOrFolder)) {
            // throws when it is not there
            Files.readAttributes(fileOrFolder, BasicFileAttributes.class);
            return List.of(fileOrFolder);
        }
        List<Path> pictures = new ArrayList<>();
        Path root = fileOrFolder.toRealPath();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return PictureFiles.isDebris(folder) && !folder.equals(root)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (PictureFiles.mediaType(file).isPresent() && Files.isRegularFile(file)) {
                    pictures.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(pictures);
        return pictures;
    }

    @Override
    public void close() {
        model.close();
    }
}
