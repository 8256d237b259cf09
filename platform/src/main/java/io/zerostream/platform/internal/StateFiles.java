package io.zerostream.platform.internal;

import io.zerostream.platform.config.FlinkPaths;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;

/** Reads what Flink wrote down of a checkpoint or savepoint, and looks whether the files that it names are there. */
final class StateFiles {
    /** Flink writes it last, under another name until it is whole. */
    static final String COMPLETE = "_metadata";

    /** There while it is read: what it takes for a length may be more than there is memory, and that ends a process. */
    private static final String BEING_READ = ".being-read";

    private StateFiles() {}

    /** What was written is not what lies there. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(Object file, String how) {
            super(file + " is damaged: " + how);
        }
    }

    /**
     * Its number.
     *
     * @throws DamagedException with the file
     * @throws IOException when it cannot be looked at
     */
    static long number(Path folder) throws IOException, DamagedException {
        Path file = folder.resolve(COMPLETE);
        Path reading = folder.resolve(BEING_READ);
        if (Files.exists(reading)) {
            throw new DamagedException(file, "a process that read it before ended over it");
        }
        byte[] written = Files.readAllBytes(file);
        Files.createFile(reading);
        CheckpointMetadata metadata;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written))) {
            metadata = Checkpoints.loadCheckpointMetadata(in, StateFiles.class.getClassLoader(), FlinkPaths.of(folder));
        } catch (RuntimeException | IOException e) {
            // such bytes break its reader in many ways
            Files.delete(reading);
            throw new DamagedException(file, e.toString());
        }
        Files.delete(reading);
        for (OperatorState operator : metadata.getOperatorStates()) {
            requireWhole(operator.getDiscardables());
        }
        return metadata.getCheckpointId();
    }

    private static void requireWhole(List<StateObject> states) throws IOException, DamagedException {
        for (StateObject state : states) {
            if (state instanceof StreamStateHandle handle
                    && handle.maybeGetPath().isPresent()) {
                Path file = Path.of(handle.maybeGetPath().get().toUri().getPath());
                if (Files.notExists(file)) {
                    throw new DamagedException(file, "it is not there");
                }
                if (Files.size(file) < state.getStateSize()) {
                    throw new DamagedException(file, "it has lost its end");
                }
            }
        }
    }
}
