package io.zerostream.trainer.data.format;

import io.zerostream.model.image.PictureFiles;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.matlab.MatlabFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a set with the Proposed Splits keeps its parts, relative to the folder that they were unpacked in.
 *
 * @param name of the data set
 * @param knownClass a class by which its splits are told from others'; empty when the place tells them
 * @param knownFolder folder of this class's pictures, within {@code pictures}
 * @param splits folders that {@code att_splits.mat} and {@code res101.mat} may be in
 * @param pictures folders that the pictures may be in
 * @param anchor folder in the paths of {@code res101.mat} behind which the path within {@code pictures} begins; empty when
 *     that is found out
 * @param attributeNames files that may list the attributes, as published
 */
record PublishedLayout(
        String name,
        String knownClass,
        String knownFolder,
        List<String> splits,
        List<String> pictures,
        String anchor,
        List<String> attributeNames) {
    static final String SPLITS_FILE = "att_splits.mat";
    static final String PICTURES_FILE = "res101.mat";

    static final PublishedLayout CUB = new PublishedLayout(
            "cub",
            "001.Black_footed_Albatross",
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
            "antelope",
            List.of("xlsa17/data/AWA2", "data/AWA2", "AWA2", "."),
            List.of("Animals_with_Attributes2/JPEGImages", "JPEGImages"),
            "/JPEGImages/",
            List.of("Animals_with_Attributes2/predicates.txt", "predicates.txt"));
    static final PublishedLayout SUN = new PublishedLayout(
            "sun",
            "abbey",
            "a/abbey",
            List.of("xlsa17/data/SUN", "data/SUN", "SUN", "."),
            List.of("images", "SUNAttributeDB_Images/images", "SUNAttributeDB/images"),
            "/images/",
            List.of("SUNAttributeDB/attributes.mat", "attributes.mat"));

    /** The usual three. */
    static final List<PublishedLayout> USUAL = List.of(CUB, AWA2, SUN);

    /** Folders that hold a folder of splits a set, as xlsa17 does. */
    private static final List<String> SHELVES = List.of(".", "data", "xlsa17/data");

    private static final List<String> PICTURES = List.of("images", "JPEGImages", "pictures");

    /** Splits that are none of the usual ones, each as a layout of its own; its pictures may be anywhere near. */
    static List<PublishedLayout> othersIn(Path folder) {
        List<Path> usual = USUAL.stream()
                .flatMap(layout -> layout.splitsIn(folder).stream())
                .toList();
        return SHELVES.stream()
                .map(shelf -> folder.resolve(shelf).normalize())
                .filter(Files::isDirectory)
                .flatMap(shelf -> Stream.concat(Stream.of(shelf), folders(shelf).stream()))
                .distinct()
                .filter(place -> hasSplits(place) && !usual.contains(place))
                .map(place -> new PublishedLayout(
                        DataSets.nameOf(place),
                        "",
                        "",
                        List.of(folder.normalize().relativize(place).toString()),
                        PICTURES,
                        "",
                        List.of(
                                "attributes.txt",
                                "attributes/attributes.txt",
                                "predicates.txt",
                                "attribute_names.txt",
                                "attribute_data/attribute_names.txt")))
                .toList();
    }

    private static boolean hasSplits(Path place) {
        return Files.isRegularFile(place.resolve(SPLITS_FILE));
    }

    private static List<Path> folders(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isDirectory(file) && !PictureFiles.isDebris(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TrainerException("cannot list " + folder + " (" + e + ")", e);
        }
    }

    /** The folder of the splits, if there is one with this data set's classes. */
    Optional<Path> splitsIn(Path folder) {
        return splits.stream()
                .map(place -> folder.resolve(place).normalize())
                .filter(PublishedLayout::hasSplits)
                .filter(place -> knownClass.isEmpty()
                        || MatlabFile.read(place.resolve(SPLITS_FILE), Set.of("allclasses_names"))
                                .strings("allclasses_names")
                                .contains(knownClass))
                .findFirst();
    }

    /** Whether pictures of this very set are there. */
    boolean hasPicturesIn(Path folder) {
        return pictures.stream()
                .anyMatch(place -> Files.isDirectory(folder.resolve(place).resolve(knownFolder)));
    }

    /** Folders in which paths of the pictures may begin. */
    List<Path> rootsIn(Path folder) {
        List<Path> near =
                Stream.concat(Stream.of(folder), folders(folder).stream()).toList();
        return Stream.of(
                        pictures.stream().map(folder::resolve),
                        near.stream().flatMap(place -> PICTURES.stream().map(place::resolve)),
                        near.stream())
                .flatMap(places -> places)
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    /** What to say where there are no pictures. */
    TrainerException withoutPictures(Path folder, String more) {
        return new TrainerException(
                "there are no pictures of " + name + " in " + folder + "; looked for the folders " + pictures + more);
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

    /** A class as people write it: without the number that CUB has in front, with spaces. */
    static String readable(String id) {
        return id.replaceFirst("^\\d{3}\\.(?=\\p{L})", "").replace('_', ' ').replace('+', ' ');
    }
}
