package io.zerostream.trainer.data;

import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads text files with one name a line. */
final class PictureLists {
    private PictureLists() {}

    /** The lines that are not empty. @throws TrainerException when the file cannot be read */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new TrainerException("cannot read " + file + " (" + e + ")", e);
        }
    }

    /**
     * The lists {@code train.txt}, {@code test_seen.txt}, {@code test_unseen.txt}, as far as they are there. A picture's
     * class is the folder it lies in.
     *
     * @param folder that paths are relative to
     * @param splits folder of the lists
     */
    static Map<Split, List<LabelledPicture>> read(
            Path folder, Path splits, List<DataClass> classes, Findings findings) {
        Map<String, Integer> labels = new HashMap<>();
        for (int label = 0; label < classes.size(); label++) {
            labels.put(classes.get(label).id(), label);
        }
        Map<Split, List<LabelledPicture>> lists = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            Path file = splits.resolve(split.listName() + ".txt");
            if (Files.exists(file)) {
                lists.put(split, list(folder, file, labels, findings));
            }
        }
        return lists;
    }

    private static List<LabelledPicture> list(Path folder, Path file, Map<String, Integer> labels, Findings findings) {
        List<LabelledPicture> pictures = new ArrayList<>();
        Set<String> paths = new LinkedHashSet<>();
        for (String path : lines(file)) {
            Path relative = Path.of(path).normalize();
            Path parent = relative.getParent();
            if (relative.isAbsolute() || relative.startsWith("..") || parent == null) {
                findings.error(
                        Finding.Kind.LAYOUT,
                        file.getFileName() + ", " + path,
                        "a picture's path must be relative to the data set and name the class's folder");
                continue;
            }
            @Nullable Integer label = labels.get(parent.getFileName().toString());
            if (label == null) {
                findings.error(
                        Finding.Kind.LABEL_OUT_OF_RANGE,
                        file.getFileName() + ", " + path,
                        "there is no class " + parent.getFileName() + "; it is left out");
            } else if (paths.add(path)) {
                pictures.add(LabelledPicture.file(folder, path, label, null));
            } else {
                findings.warning(Finding.Kind.REPEATED, file.getFileName() + ", " + path, "is listed twice");
            }
        }
        return pictures;
    }
}
