package io.zerostream.trainer.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.learn.Stepper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The state of a run as one file, {@code state.safetensors}: progress, weights, averages, what the optimiser remembers, and
 * what earlier stages left. It is replaced in one move, so that whenever the process dies there is the old one or the new.
 *
 * @param progress where the run was
 * @param memory arrays of {@link Stepper#memory}
 * @param kept arrays of {@link Journal#kept}
 */
public record SavedState(Progress progress, Map<String, Tensor> memory, List<float[]> kept) {
    static final String FILE = "state.safetensors";

    private static final String PROGRESS = "progress";
    private static final String KEPT = "kept/";
    private static final ObjectMapper JSON = Jsons.MAPPER.copy();

    /** Whether the folder has one. */
    static boolean in(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Writes it; when this returns, it is on the disk. */
    static void write(Path folder, Progress progress, Map<String, NDArray> memory, List<float[]> kept)
            throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        byte[] json = JSON.writeValueAsString(progress).getBytes(StandardCharsets.UTF_8);
        tensors.put(PROGRESS, new Tensor(Tensor.DataType.U8, new long[] {json.length}, ByteBuffer.wrap(json)));
        memory.forEach((name, array) -> tensors.put(
                name, Tensor.of(array.toFloatArray(), array.getShape().getShape())));
        for (int i = 0; i < kept.size(); i++) {
            tensors.put(KEPT + i, Tensor.of(kept.get(i), kept.get(i).length));
        }
        Path fresh = folder.resolve(FILE + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(Safetensors.write(tensors, Map.of("format", "pt")));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Reads it.
     *
     * @throws TrainerException when it is damaged or of another version of this program
     */
    static SavedState read(Path folder) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(Safetensors.read(Files.readAllBytes(folder.resolve(FILE))));
        Tensor json = tensors.remove(PROGRESS);
        if (json == null) {
            throw new TrainerException(folder.resolve(FILE) + " says nothing of a run; begin the run anew");
        }
        Progress progress;
        try {
            progress = JSON.readValue(
                    StandardCharsets.UTF_8.decode(json.data().duplicate()).toString(), Progress.class);
        } catch (JsonProcessingException e) {
            throw new TrainerException(
                    folder.resolve(FILE) + " was written by another version (" + Jsons.reason(e)
                            + "); begin the run anew",
                    e);
        }
        if (progress.format() != Progress.FORMAT) {
            throw new TrainerException(folder.resolve(FILE) + " has format " + progress.format()
                    + ", this version reads " + Progress.FORMAT + "; begin the run anew");
        }
        List<float[]> kept = new ArrayList<>();
        for (int i = 0; tensors.containsKey(KEPT + i); i++) {
            kept.add(tensors.remove(KEPT + i).toFloats());
        }
        return new SavedState(progress, tensors, kept);
    }

    /**
     * Lets what has just been made go on where the run was, if that was within its stage.
     *
     * @throws TrainerException when it has other arrays
     */
    public void restore(Stepper<?> stepper) {
        if (progress.step() == 0) {
            return;
        }
        Map<String, NDArray> arrays = stepper.memory();
        if (!arrays.keySet().equals(memory.keySet())) {
            throw new TrainerException("the saved state is of another network; begin the run anew");
        }
        arrays.forEach((name, array) -> {
            NDManager manager = array.getManager();
            try (NDArray saved =
                    manager.create(Objects.requireNonNull(memory.get(name)).toFloats(), array.getShape())) {
                saved.copyTo(array);
            }
        });
        stepper.resume(progress.counts());
    }
}
