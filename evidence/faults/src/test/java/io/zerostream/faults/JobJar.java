package io.zerostream.faults;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The job's jar with classes of the tests in it. */
final class JobJar {
    private JobJar() {}

    /**
     * Makes it.
     *
     * @param job the product's jar
     * @param folder where it goes
     * @param neighbour a test class; it and all of its package go in
     */
    static Path with(Path job, Path folder, Class<?> neighbour) throws IOException, URISyntaxException {
        Files.createDirectories(folder);
        Path jar = folder.resolve("sabotaged-job.jar");
        Files.copy(job, jar, StandardCopyOption.REPLACE_EXISTING);
        Path classes = Path.of(
                neighbour.getProtectionDomain().getCodeSource().getLocation().toURI());
        String place = neighbour.getPackageName().replace('.', '/');
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.list(classes.resolve(place))) {
            List<Path> added = files.filter(f -> f.toString().endsWith(".class"))
                    .filter(f -> !f.endsWith("package-info.class"))
                    .toList();
            for (Path file : added) {
                Files.copy(
                        file, inside.getPath(place).resolve(file.getFileName().toString()));
            }
        }
        return jar;
    }
}
