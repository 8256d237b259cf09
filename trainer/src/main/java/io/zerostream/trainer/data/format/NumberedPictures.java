package io.zerostream.trainer.data.format;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.BoundingBox;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.internal.table.Texts;
import io.zerostream.trainer.data.matlab.MatlabFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All pictures of a benchmark in the order that the Proposed Splits count them in.
 *
 * @param root folder of the pictures
 * @param paths within it
 * @param labels index of each picture's class in the splits' {@code allclasses_names}; below 0 where that is damaged, which
 *     has been found
 */
record NumberedPictures(Path root, List<String> paths, int[] labels) {

    /**
     * From {@code res101.mat} of xlsa17, whose paths are those of the machine that it was made on.
     *
     * @param classes {@code allclasses_names}
     */
    static NumberedPictures ofFeatureFile(
            Path file, PublishedLayout layout, Path folder, List<String> classes, Findings findings) {
        MatlabFile mat = MatlabFile.read(file, Set.of("image_files", "labels"));
        List<String> foreign = paths(mat);
        int[] numbers = mat.integers("labels");
        if (foreign.isEmpty() || numbers.length != foreign.size()) {
            throw new TrainerException(
                    file + " has " + foreign.size() + " picture paths but " + numbers.length + " labels");
        }
        PictureFolder pictures = PictureFolder.of(layout, folder, foreign)
                .orElseThrow(() -> layout.withoutPictures(
                        folder,
                        "; " + file + " lists " + foreign.get(0)
                                + ", and no end of this or another of its paths is a file there"));
        List<String> paths = foreign.stream().map(pictures::within).toList();
        int first = firstNumber(file.getFileName() + ", labels", classes.size(), findings, numbers);
        int[] labels = new int[numbers.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = check(paths.get(i), numbers[i] - first, numbers[i], classes, findings);
        }
        return new NumberedPictures(pictures.root(), paths, labels);
    }

    /** The paths in a feature file. */
    static List<String> paths(MatlabFile features) {
        return features.strings("image_files").stream()
                .map(StoredNames::slashed)
                .toList();
    }

    /**
     * What lists of numbers begin to count at: 1, as MATLAB does and the published files do, unless a 0 is among them and
     * none is too high for that, as in files that were made anew with Python.
     *
     * @param count of what is numbered
     */
    static int firstNumber(String where, int count, Findings findings, int[]... lists) {
        IntSummaryStatistics all =
                Arrays.stream(lists).flatMapToInt(IntStream::of).summaryStatistics();
        if (all.getCount() == 0 || all.getMin() != 0 || all.getMax() >= count) {
            return 1;
        }
        findings.warning(
                Finding.Kind.NOTATION, where, "counts from 0, where published files count from 1; it is read so");
        return 0;
    }

    /** The folder's name is the class's in CUB and AWA2; SUN nests folders, there the label alone counts. */
    private static int check(String path, int label, int number, List<String> classes, Findings findings) {
        String folder = path.contains("/") ? path.substring(0, path.indexOf('/')) : "";
        if (label < 0 || label >= classes.size()) {
            findings.error(
                    Finding.Kind.LABEL_OUT_OF_RANGE,
                    path,
                    "label is " + number + "; there are " + classes.size() + " classes");
            return -1;
        }
        if (classes.contains(folder) && !classes.get(label).equals(folder)) {
            findings.error(
                    Finding.Kind.LABEL_OUT_OF_RANGE,
                    path,
                    "label says class " + classes.get(label) + ", the folder another");
        }
        return label;
    }

    /** From CUB's own {@code images.txt}: a number and a path a line, whose first folder is the class. */
    static NumberedPictures ofCubList(Path file, Path root, List<String> classes, Findings findings) {
        Map<String, Integer> index = new HashMap<>();
        for (int c = 0; c < classes.size(); c++) {
            index.put(classes.get(c), c);
        }
        List<String> paths = new ArrayList<>();
        List<String> lines = Texts.lines(file, findings);
        int[] labels = new int[lines.size()];
        for (String line : lines) {
            String[] cells = line.split("\\s+", 2);
            if (cells.length < 2 || !cells[0].equals(Integer.toString(paths.size() + 1))) {
                throw new TrainerException(file + " line " + (paths.size() + 1) + " is '" + line
                        + "'; it should be the line's number and a path");
            }
            String path = StoredNames.slashed(cells[1]);
            String folder = path.substring(0, Math.max(0, path.indexOf('/')));
            @Nullable Integer label = index.get(folder);
            if (label == null) {
                findings.error(Finding.Kind.LABEL_OUT_OF_RANGE, path, "there is no class '" + folder + "'");
            }
            labels[paths.size()] = label == null ? -1 : label;
            paths.add(path);
        }
        return new NumberedPictures(root, paths, labels);
    }

    /** Bounding boxes by path, of CUB's {@code bounding_boxes.txt} and {@code images.txt}; none without these files. */
    static Map<String, BoundingBox> boxes(Path folder, Findings findings) {
        Map<String, BoundingBox> boxes = new HashMap<>();
        Path images = folder.resolve("images.txt");
        Path file = folder.resolve("bounding_boxes.txt");
        if (!Files.exists(images) || !Files.exists(file)) {
            return boxes;
        }
        Map<String, String> paths = new HashMap<>();
        for (String line : Texts.lines(images, findings)) {
            String[] cells = line.split("\\s+", 2);
            paths.put(cells[0], StoredNames.slashed(cells[cells.length - 1]));
        }
        for (String line : Texts.lines(file, findings)) {
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
