package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;
import io.zerostream.trainer.PeakMemory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How much memory training takes at its peak: a program of its own, for the peak of a process never falls. */
public final class TrainingMemory {
    private static final String ANSWER = "peak bytes ";
    private static final int STEPS = 3;
    private static final int SIDE = 448;

    private TrainingMemory() {}

    /** Trains at 448 with a batch of one and prints the peak. Arguments are ignored. */
    public static void main(String[] args) throws Exception {
        try (Torch torch = new Torch(2);
                Network network = new Network(torch, true)) {
            NDArray pictures = network.pictures(SIDE, 1);
            TrainingStep step = new TrainingStep(network);
            for (int i = 0; i < STEPS; i++) {
                torch.task(scope -> step.run(pictures, scope)).run();
            }
        }
        System.out.println(ANSWER + PeakMemory.bytes());
        System.exit(0);
    }

    /**
     * Starts the program with this process's properties.
     *
     * @return GB (10^9 bytes)
     * @throws IOException with what it said, when it fails; or on a system that does not tell
     */
    static double ofTraining() throws IOException, InterruptedException {
        if (PeakMemory.bytes() == 0) {
            throw new IOException("this system does not tell a process's peak memory; Linux does");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // the heap holds nothing but one tensor's start values at a time; the engine's arrays, 50 million
                // weights among them, keep the direct buffers that they were made of
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=512m",
                "-XX:+UseSerialGC"));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("zerostream.")
                        || name.startsWith("ai.djl")
                        || name.endsWith("CACHE_DIR")
                        || name.equals("offline"))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainingMemory.class.getName()));
        File said = File.createTempFile("zerostream-peak", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said)
                    .start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            String text = Files.readString(said.toPath(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> line.startsWith(ANSWER))
                    .mapToDouble(line -> Double.parseDouble(line.substring(ANSWER.length())) / 1e9)
                    .findFirst()
                    .orElseThrow(() -> new IOException("training in a process of its own failed: " + text));
        } finally {
            Files.deleteIfExists(said.toPath());
        }
    }
}
