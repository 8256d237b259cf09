package io.zerostream.trainer.umzero;

import io.zerostream.trainer.TrainerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the folder of pretrained weights. */
public final class PretrainedFolder {
    /** System property that names the folder. */
    static final String PROPERTY = "zerostream.pretrained";

    private PretrainedFolder() {}

    /**
     * The first of these folders that has all the files: the one asked for, alone if there is one; else that of the system
     * property {@value #PROPERTY}, {@code pretrained} beside or in the data, and {@code shared/data/pretrained} beside and
     * below the working folder.
     *
     * @param asked null when the person named none
     * @param data folder of the data set
     * @param files names
     * @throws TrainerException when none has them, listing where was looked
     */
    public static Path find(@Nullable Path asked, Path data, List<String> files) {
        List<Path> places = new ArrayList<>();
        if (asked != null) {
            places.add(asked);
        } else {
            add(places, System.getProperty(PROPERTY), "");
            add(places, System.getProperty("zerostream.shared"), "data/pretrained");
            Path here = data.toAbsolutePath().normalize();
            places.add(here.resolveSibling("pretrained"));
            places.add(here.resolve("pretrained"));
            places.add(Path.of("../shared/data/pretrained"));
            places.add(Path.of("shared/data/pretrained"));
        }
        return places.stream()
                .filter(place -> files.stream().allMatch(file -> Files.isRegularFile(place.resolve(file))))
                .findFirst()
                .orElseThrow(() -> new TrainerException("the pretrained weights " + files + " are not in "
                        + places.stream()
                                .map(p -> p.toAbsolutePath().normalize().toString())
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + "; name their folder by --pretrained, or by the system property " + PROPERTY
                        + " (ZEROSTREAM_JAVA_OPTS=-D" + PROPERTY + "=DIR)"));
    }

    private static void add(List<Path> places, @Nullable String folder, String below) {
        if (folder != null && !folder.isBlank()) {
            places.add(Path.of(folder).resolve(below));
        }
    }
}
