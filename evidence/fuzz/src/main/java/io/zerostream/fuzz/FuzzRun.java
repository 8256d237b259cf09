package io.zerostream.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fuzzes one target in a process of its own: a native decoder that goes wrong, or memory that runs out, ends that process
 * alone.
 *
 * @param target name of the target
 * @param corpus folder with a folder for each target; inputs that reach new code are kept there and start the next run
 * @param out folder for finds and for what the process says
 * @param limit how long to look for finds
 * @param seed of the chance that inputs are made with; 0 = another one in each run
 */
public record FuzzRun(String target, Path corpus, Path out, Duration limit, long seed) {
    /** Heap of the process: what a reader may take for an input of some kB is far less. */
    private static final String HEAP = "-Xmx384m";
    /** An input that takes longer is a find, seconds. */
    private static final int SLOW = 10;
    /** For starting, which takes minutes on a busy machine, and for ending. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private static final String CODE = "io.zerostream.**:com.twelvemonkeys.**:com.fasterxml.jackson.dataformat.csv.**:"
            + "com.fasterxml.jackson.core.json.**:us.hebi.matlab.**";

    /**
     * What came of it.
     *
     * @param finds files with inputs that went wrong; none is what one wants
     * @param inputs inputs tried, as the process says; 0 when it did not come so far
     * @param log what the process said
     */
    public record Outcome(List<Path> finds, long inputs, Path log) {}

    /**
     * Runs until the first find or the limit.
     *
     * @throws IOException when files cannot be written or the process not be started
     * @throws IllegalStateException when the process did not end as fuzzing ends
     */
    public Outcome run() throws Exception {
        FuzzTarget fuzzed = FuzzTarget.named(target);
        Path finds = Files.createDirectories(out.resolve(target));
        deleteFiles(finds);
        Path seeds = Files.createDirectories(out.resolve(target + "-seeds"));
        deleteFiles(seeds);
        int number = 0;
        for (byte[] seed : fuzzed.seeds()) {
            Files.write(seeds.resolve("seed-" + number++), seed);
        }
        Path grown = Files.createDirectories(corpus.resolve(target));
        Path log = out.resolve(target + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-Djava.awt.headless=true",
                        "-D" + JazzerEntry.TARGET + "=" + target,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + JazzerEntry.class.getName(),
                        "--instrumentation_includes=" + CODE,
                        // it breaks at what the reader of MATLAB files does with memory, checks of bounds included
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
                        "--reproducer_path=" + finds,
                        "-artifact_prefix=" + finds + "/",
                        "-max_len=" + fuzzed.maxBytes(),
                        "-timeout=" + SLOW,
                        // the heap is bounded above; the process holds code and natives beside it
                        "-rss_limit_mb=0",
                        "-seed=" + seed,
                        "-max_total_time=" + limit.toSeconds(),
                        "-print_final_stats=1",
                        grown.toString(),
                        seeds.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(limit.plus(GRACE).toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("fuzzing of " + target + " does not end; see " + log);
            }
        } finally {
            process.destroyForcibly();
        }
        List<Path> found = files(finds);
        if (process.exitValue() != 0 && found.isEmpty()) {
            throw new IllegalStateException(
                    "fuzzing of " + target + " ended with " + process.exitValue() + " and no find; see " + log);
        }
        return new Outcome(found, inputs(log), log);
    }

    private static long inputs(Path log) throws IOException {
        String name = "stat::number_of_executed_units:";
        // decoders write to the same place what need not be text
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(
                            line -> Long.parseLong(line.substring(name.length()).trim()))
                    .sum();
        }
    }

    private static void deleteFiles(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.delete(file);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
