package io.zerostream.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The unpacked Apicurio Registry.
 *
 * @param runner the jar whose manifest lists all the others
 * @param mainClass what it starts with
 */
public record RegistryFiles(Path runner, String mainClass) {
    /** System property that says where the unpacked registry is. */
    public static final String PROPERTY = "zerostream.registry.home";

    private static final String FOLDER = "registry";

    /**
     * Where the registry is: what {@link #PROPERTY} says, else {@code registry} beside our jar's folder (a distribution)
     * or beside our classes (a build).
     *
     * @throws PlatformException when it is in none of these places
     */
    public static Path locate() {
        return locate(Optional.ofNullable(System.getProperty(PROPERTY)), OwnClasses.path());
    }

    static Path locate(Optional<String> property, Path ownClasses) {
        if (property.isPresent()) {
            return Path.of(property.get());
        }
        List<Path> places = Stream.iterate(ownClasses.getParent(), p -> p != null, Path::getParent)
                .limit(2)
                .map(p -> p.resolve(FOLDER))
                .toList();
        return places.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new PlatformException("the schema registry's files are not in " + places
                        + ": start with ./zerostream, or point the system property " + PROPERTY
                        + " at an unpacked Apicurio Registry"));
    }

    /**
     * Looks into the folder.
     *
     * @throws PlatformException when the files are not there or are damaged
     */
    public static RegistryFiles in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            Path runner = files.filter(f -> f.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new PlatformException("no runner jar of Apicurio Registry in " + folder
                            + ": build again with mvn package, or correct the system property " + PROPERTY));
            return new RegistryFiles(runner, mainClass(runner));
        } catch (IOException e) {
            throw new PlatformException(
                    "the schema registry's files are not in " + folder + " (" + Reasons.of(e)
                            + "): build again with mvn package, or correct the system property " + PROPERTY,
                    e);
        }
    }

    private static String mainClass(Path runner) throws IOException {
        try (JarFile jar = new JarFile(runner.toFile())) {
            String main = jar.getManifest() == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue("Main-Class");
            if (main == null) {
                throw new PlatformException(runner + " names no main class: build again with mvn clean package");
            }
            return main;
        }
    }
}
