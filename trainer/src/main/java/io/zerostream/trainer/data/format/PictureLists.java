package io.zerostream.trainer.data.format;

import io.zerostream.model.image.PictureFiles;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.internal.table.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads lists of pictures, one a line. */
final class PictureLists {
    private PictureLists() {}

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
        StoredNames names = new StoredNames(folder);
        Map<Split, List<LabelledPicture>> lists = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            Path file = splits.resolve(split.listName() + ".txt");
            if (Files.exists(file)) {
                lists.put(split, list(names, file, labels, findings));
            }
        }
        return lists;
    }

    private static List<LabelledPicture> list(
            StoredNames names, Path file, Map<String, Integer> labels, Findings findings) {
        List<LabelledPicture> pictures = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (String line : Texts.lines(file, findings)) {
            String where = file.getFileName() + ", " + line;
            @Nullable Path relative = StoredNames.inside(line).orElse(null);
            @Nullable Path parent = relative == null ? null : relative.getParent();
            if (relative == null || parent == null) {
                findings.error(
                        Finding.Kind.LAYOUT,
                        where,
                        "a picture's path must be relative to the data set and name the class's folder");
                continue;
            }
            if (PictureFiles.isDebris(relative)) {
                findings.warning(Finding.Kind.LAYOUT, where, "is no picture of yours; it is left out");
                continue;
            }
            @Nullable Integer label = labels.get(parent.getFileName().toString());
            String path = StoredNames.slashed(line);
            if (label == null) {
                findings.error(
                        Finding.Kind.LABEL_OUT_OF_RANGE,
                        where,
                        "there is no class " + parent.getFileName() + "; it is left out");
            } else if (paths.add(path)) {
                pictures.add(LabelledPicture.file(names.find(relative), path, label, null));
            } else {
                findings.warning(Finding.Kind.REPEATED, where, "is listed twice");
            }
        }
        return pictures;
    }
}
