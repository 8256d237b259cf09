package io.zerostream.faults;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.stream.Stream;

/**
 * What goes into Flink's {@code lib/} and what into the job: the very lists that the container images are built from,
 * applied to a folder with all jars.
 */
public final class FlinkLib {
    private static final String JOB = "zerostream-stream-job-*.jar";

    private final List<Path> jars;
    private final List<String> patterns;

    /**
     * @param folder all jars, ours and those of libraries
     * @param lists files with a pattern a line; {@code #} begins a comment
     * @throws FaultException when a file cannot be read
     */
    public FlinkLib(Path folder, List<Path> lists) {
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
            patterns = lists.stream()
                    .flatMap(FlinkLib::lines)
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new FaultException("no jars in " + folder + ": build with mvn -Pfaults first", e);
        }
    }

    private static Stream<String> lines(Path list) {
        try {
            return Files.readAllLines(list).stream();
        } catch (IOException e) {
            throw new FaultException("cannot read the list " + list, e);
        }
    }

    /** The jars of {@code lib/}. */
    public List<Path> lib() {
        List<PathMatcher> matchers = patterns.stream().map(FlinkLib::matcher).toList();
        return jars.stream()
                .filter(jar -> matchers.stream().anyMatch(m -> m.matches(jar.getFileName())))
                .toList();
    }

    /** The job's own jar. */
    public Path job() {
        PathMatcher job = matcher(JOB);
        return jars.stream()
                .filter(jar -> job.matches(jar.getFileName()))
                .findFirst()
                .orElseThrow(() -> new FaultException("no " + JOB + ": build with mvn -Pfaults first"));
    }

    private static PathMatcher matcher(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }
}
