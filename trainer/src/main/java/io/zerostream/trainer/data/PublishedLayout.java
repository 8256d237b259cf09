package io.zerostream.trainer.data;

import io.zerostream.trainer.data.matlab.MatlabFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the three usual benchmarks keep their parts, relative to the folder that they were unpacked in.
 *
 * @param name of the data set
 * @param knownClass a class by which its splits are told from the others'
 * @param splits folders that {@code att_splits.mat} and {@code res101.mat} may be in
 * @param pictures folders that the pictures may be in
 * @param anchor folder in the paths of {@code res101.mat} behind which the path within {@code pictures} begins
 * @param attributeNames files that may list the attributes, as published
 */
record PublishedLayout(
        String name,
        String knownClass,
        List<String> splits,
        List<String> pictures,
        String anchor,
        List<String> attributeNames) {
    static final String SPLITS_FILE = "att_splits.mat";
    static final String PICTURES_FILE = "res101.mat";

    static final PublishedLayout CUB = new PublishedLayout(
            "cub",
            "001.Black_footed_Albatross",
            List.of("xlsa17/data/CUB", "data/CUB", "CUB", "."),
            List.of("CUB_200_2011/images", "images"),
            "/images/",
            List.of(
                    "attributes.txt",
                    "CUB_200_2011/attributes.txt",
                    "CUB_200_2011/attributes/attributes.txt",
                    "attributes/attributes.txt"));
    static final PublishedLayout AWA2 = new PublishedLayout(
            "awa2",
            "antelope",
            List.of("xlsa17/data/AWA2", "data/AWA2", "AWA2", "."),
            List.of("Animals_with_Attributes2/JPEGImages", "JPEGImages"),
            "/JPEGImages/",
            List.of("Animals_with_Attributes2/predicates.txt", "predicates.txt"));
    static final PublishedLayout SUN = new PublishedLayout(
            "sun",
            "abbey",
            List.of("xlsa17/data/SUN", "data/SUN", "SUN", "."),
            List.of("images", "SUNAttributeDB_Images/images", "SUNAttributeDB/images"),
            "/images/",
            List.of("SUNAttributeDB/attributes.mat", "attributes.mat"));

    /** The folder of the splits, if there is one with this data set's classes. */
    Optional<Path> splitsIn(Path folder) {
        return splits.stream()
                .map(place -> folder.resolve(place).normalize())
                .filter(place -> Files.isRegularFile(place.resolve(SPLITS_FILE)))
                .filter(place -> MatlabFile.read(place.resolve(SPLITS_FILE), Set.of("allclasses_names"))
                        .strings("allclasses_names")
                        .contains(knownClass))
                .findFirst();
    }

    /** The folder of the pictures. */
    Optional<Path> picturesIn(Path folder) {
        return pictures.stream().map(folder::resolve).filter(Files::isDirectory).findFirst();
    }

    /** The file that names the attributes. */
    Optional<Path> attributeNamesIn(Path folder) {
        return attributeNames.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** A class as people write it: without the number in front, with spaces. */
    static String readable(String id) {
        return id.replaceFirst("^\\d+\\.", "").replace('_', ' ').replace('+', ' ');
    }
}
