package io.zerostream.trainer.data;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.matlab.MatlabFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All pictures of a benchmark in the order that the Proposed Splits count them in.
 *
 * @param paths within the folder of the pictures
 * @param labels index of each picture's class in the splits' {@code allclasses_names}
 */
record NumberedPictures(List<String> paths, int[] labels) {

    /**
     * From {@code res101.mat} of xlsa17, whose paths are those of its authors' machine.
     *
     * @param anchor folder behind which the path within the pictures' folder begins
     * @param classes {@code allclasses_names}
     */
    static NumberedPictures ofFeatureFile(Path file, String anchor, List<String> classes, Findings findings) {
        MatlabFile mat = MatlabFile.read(file, Set.of("image_files", "labels"));
        List<String> paths = new ArrayList<>();
        for (String path : mat.strings("image_files")) {
            int at = path.lastIndexOf(anchor);
            if (at < 0) {
                throw new TrainerException(
                        file + " lists " + path + ", which has no " + anchor + "; is it of another data set?");
            }
            paths.add(path.substring(at + anchor.length()).replaceFirst("^/+", ""));
        }
        int[] labels = mat.integers("labels");
        if (labels.length != paths.size()) {
            throw new TrainerException(
                    file + " has " + paths.size() + " picture paths but " + labels.length + " labels");
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i]--;
            check(paths.get(i), labels[i], classes, findings);
        }
        return new NumberedPictures(paths, labels);
    }

    /** The folder's name is the class's in CUB and AWA2; SUN nests folders, there the label alone counts. */
    private static void check(String path, int label, List<String> classes, Findings findings) {
        String folder = path.contains("/") ? path.substring(0, path.indexOf('/')) : "";
        if (label < 0 || label >= classes.size()) {
            findings.error(
                    Finding.Kind.LABEL_OUT_OF_RANGE,
                    path,
                    "label is " + (label + 1) + "; there are " + classes.size() + " classes");
        } else if (classes.contains(folder) && !classes.get(label).equals(folder)) {
            findings.error(
                    Finding.Kind.LABEL_OUT_OF_RANGE,
                    path,
                    "label says class " + classes.get(label) + ", the folder another");
        }
    }

    /** From CUB's own {@code images.txt}: a number and a path a line, whose first folder is the class. */
    static NumberedPictures ofCubList(Path file, List<String> classes, Findings findings) {
        Map<String, Integer> index = new HashMap<>();
        for (int c = 0; c < classes.size(); c++) {
            index.put(classes.get(c), c);
        }
        List<String> paths = new ArrayList<>();
        List<String> lines = PictureLists.lines(file);
        int[] labels = new int[lines.size()];
        for (String line : lines) {
            String[] cells = line.split("\\s+", 2);
            if (cells.length < 2 || !cells[0].equals(Integer.toString(paths.size() + 1))) {
                throw new TrainerException(file + " line " + (paths.size() + 1) + " is '" + line
                        + "'; it should be the line's number and a path");
            }
            String folder = cells[1].substring(0, Math.max(0, cells[1].indexOf('/')));
            @Nullable Integer label = index.get(folder);
            if (label == null) {
                findings.error(Finding.Kind.LABEL_OUT_OF_RANGE, cells[1], "there is no class '" + folder + "'");
            }
            labels[paths.size()] = label == null ? -1 : label;
            paths.add(cells[1]);
        }
        return new NumberedPictures(paths, labels);
    }

    /** Bounding boxes by path, of CUB's {@code bounding_boxes.txt} and {@code images.txt}; none without these files. */
    static Map<String, BoundingBox> boxes(Path folder) {
        Map<String, BoundingBox> boxes = new HashMap<>();
        Path images = folder.resolve("images.txt");
        Path file = folder.resolve("bounding_boxes.txt");
        if (!Files.exists(images) || !Files.exists(file)) {
            return boxes;
        }
        Map<String, String> paths = new HashMap<>();
        for (String line : PictureLists.lines(images)) {
            String[] cells = line.split("\\s+", 2);
            paths.put(cells[0], cells[cells.length - 1]);
        }
        for (String line : PictureLists.lines(file)) {
            String[] cells = line.split("\\s+");
            @Nullable String path = paths.get(cells[0]);
            try {
                if (path != null) {
                    boxes.put(
                            path,
                            new BoundingBox(
                                    Double.parseDouble(cells[1]),
                                    Double.parseDouble(cells[2]),
                                    Double.parseDouble(cells[3]),
                                    Double.parseDouble(cells[4])));
                }
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new TrainerException(
                        file + " has the line '" + line + "'; it should be a number, x, y, width and height", e);
            }
        }
        return boxes;
    }
}
