package io.zerostream.cli.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.schemas.KafkaConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where a running ZeroStream answers.
 *
 * @param pid process that wrote this
 * @param kafka bootstrap servers
 * @param registry base address of the schema registry
 * @param gateway base address of the gateway
 * @param flink address of Flink's web UI
 */
public record Endpoints(long pid, String kafka, String registry, String gateway, String flink) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Clients of this Kafka and registry. */
    public KafkaConnection connection() {
        return new KafkaConnection(kafka, registry);
    }

    /** Writes the file in one step, so that no reader sees half of it. */
    public void write(Path file) throws IOException {
        Path half = Files.createTempFile(file.toAbsolutePath().getParent(), "endpoints", ".part");
        JSON.writerWithDefaultPrettyPrinter().writeValue(half.toFile(), this);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The addresses of the demo that runs on this home.
     *
     * @return empty when none runs: no file, or its process is gone
     * @throws UserException when the file cannot be read
     */
    public static Optional<Endpoints> ofRunningDemo(Home home) {
        if (Files.notExists(home.endpointsFile())) {
            return Optional.empty();
        }
        try {
            Endpoints endpoints = JSON.readValue(home.endpointsFile().toFile(), Endpoints.class);
            return ProcessHandle.of(endpoints.pid())
                    .filter(ProcessHandle::isAlive)
                    .map(p -> endpoints);
        } catch (IOException e) {
            throw new UserException(home.endpointsFile() + " is damaged: stop the demo and delete it", e);
        }
    }
}
