package io.zerostream.trainer.loop;

import ai.djl.nn.Parameter;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.published.NameTable;
import io.zerostream.model.checkpoint.published.PublishedFile;
import io.zerostream.model.checkpoint.published.WeightMapping;
import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What training begins with.
 *
 * @param weights file of published weights of the network's backbone, {@code .pth} or {@code .safetensors}; relative to the
 *     data's folder; empty = all weights are drawn
 * @param frozen how the names of weights begin that are never trained
 */
public record Start(String weights, List<String> frozen) {
    public Start {
        frozen = List.copyOf(frozen);
    }

    /** Drawn weights, all of them trained. */
    public static Start drawn() {
        return new Start("", List.of());
    }

    /** Whether there is a file. */
    public boolean published() {
        return !weights.isEmpty();
    }

    /**
     * Makes parameters that are not initialised yet begin as the file says; nothing happens when there is none.
     *
     * @param wanted all that the file must hold, by our names
     * @param names from the file's names to ours
     * @param network what these are for people: "a …"
     * @throws TrainerException when there is no such file
     * @throws ModelException when it does not hold just these weights, naming every tensor that does not fit
     */
    public void fill(Map<String, Parameter> wanted, NameTable names, String network) {
        if (!published()) {
            return;
        }
        Map<String, long[]> shapes = new LinkedHashMap<>();
        wanted.forEach(
                (name, parameter) -> shapes.put(name, parameter.getShape().getShape()));
        try (PublishedFile file = PublishedFile.open(file())) {
            WeightMapping.of(file.tensors(), names, shapes)
                    .complete(network + " of the shape in 'network'")
                    .forEach((name, source) -> {
                        float[] values = source.read().toFiniteFloats(name);
                        Objects.requireNonNull(wanted.get(name))
                                .setInitializer((manager, shape, type) -> manager.create(values, shape));
                    });
        }
    }

    /** SHA-256 of the file; empty without one. */
    String sha256() throws IOException {
        return published() ? Checkpoint.sha256(Files.readAllBytes(file())) : "";
    }

    private Path file() {
        Path file = Path.of(weights);
        if (!Files.isRegularFile(file)) {
            throw new TrainerException("start.weights: there is no file " + file
                    + "; name one, or its folder by --pretrained, or set it to '' in --config to begin with drawn weights,"
                    + " which takes far more pictures and gives lower figures");
        }
        return file;
    }
}
