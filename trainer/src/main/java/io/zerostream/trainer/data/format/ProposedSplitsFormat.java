package io.zerostream.trainer.data.format;

import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.BoundingBox;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.internal.table.AttributeNames;
import io.zerostream.trainer.data.internal.table.AttributeTable;
import io.zerostream.trainer.data.internal.table.Texts;
import io.zerostream.trainer.data.matlab.MatlabFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CUB-200-2011, AWA2 and SUN Attribute as their authors publish them, with the Proposed Splits of Xian et al. (xlsa17):
 * {@code att_splits.mat} for classes, attributes and splits, {@code res101.mat} for the order of the pictures (its
 * features are not read). For CUB its own {@code images.txt} will do, which has the same order.
 */
final class ProposedSplitsFormat implements DataSetFormat {
    private static final Map<Split, String> VARIABLES =
            Map.of(Split.TRAIN, "trainval_loc", Split.TEST_SEEN, "test_seen_loc", Split.TEST_UNSEEN, "test_unseen_loc");

    private final PublishedLayout layout;

    ProposedSplitsFormat(PublishedLayout layout) {
        this.layout = layout;
    }

    @Override
    public String name() {
        return layout.name() + " with the Proposed Splits";
    }

    @Override
    public String lookedFor() {
        return PublishedLayout.SPLITS_FILE + " in " + layout.splits() + ", pictures in " + layout.pictures();
    }

    @Override
    public boolean recognises(Path folder) {
        return layout.splitsIn(folder).isPresent();
    }

    @Override
    public boolean isWhole(Path folder) {
        return layout.hasPicturesIn(folder);
    }

    @Override
    public ZeroShotDataSet read(Path folder, Findings findings) {
        Path splits = layout.splitsIn(folder).orElseThrow();
        MatlabFile mat = MatlabFile.read(
                splits.resolve(PublishedLayout.SPLITS_FILE),
                Set.of("allclasses_names", "original_att", "trainval_loc", "test_seen_loc", "test_unseen_loc"));
        List<String> ids = mat.strings("allclasses_names");
        List<float[]> attributes = mat.columns("original_att");
        NumberedPictures pictures = pictures(folder, splits, ids, findings);
        Map<Split, int[]> numbers = new EnumMap<>(Split.class);
        VARIABLES.forEach((split, variable) -> numbers.put(split, mat.integers(variable)));
        int first = NumberedPictures.firstNumber(
                PublishedLayout.SPLITS_FILE + ", lists of pictures",
                pictures.paths().size(),
                findings,
                numbers.values().toArray(int[][]::new));
        SemanticSpace space = space(folder, splits, attributes.get(0).length, findings);

        Map<String, BoundingBox> boxes = NumberedPictures.boxes(pictures.root().resolveSibling("."), findings);
        Map<Split, List<LabelledPicture>> lists = new EnumMap<>(Split.class);
        numbers.forEach((split, own) -> lists.put(split, list(pictures, own, first, split, boxes, findings)));
        Set<Integer> seen = new HashSet<>();
        lists.getOrDefault(Split.TRAIN, List.of()).forEach(p -> seen.add(p.label()));
        List<DataClass> classes = new ArrayList<>();
        for (int c = 0; c < ids.size(); c++) {
            float[] values = c < attributes.size() ? attributes.get(c) : new float[0];
            classes.add(new DataClass(ids.get(c), PublishedLayout.readable(ids.get(c)), values, seen.contains(c)));
        }
        return new ZeroShotDataSet(layout.name(), space, classes, lists, folds(splits, findings));
    }

    private NumberedPictures pictures(Path folder, Path splits, List<String> ids, Findings findings) {
        Path features = splits.resolve(PublishedLayout.PICTURES_FILE);
        if (Files.exists(features)) {
            return NumberedPictures.ofFeatureFile(features, layout, folder, ids, findings);
        }
        Optional<Path> images =
                layout.picturesIn(folder).filter(root -> Files.exists(root.resolveSibling("images.txt")));
        if (images.isPresent()) {
            return NumberedPictures.ofCubList(images.get().resolveSibling("images.txt"), images.get(), ids, findings);
        }
        throw new TrainerException("the splits count pictures in the order of " + features
                + ", which is not there; put it beside " + PublishedLayout.SPLITS_FILE + " (both are in xlsa17)");
    }

    private static List<LabelledPicture> list(
            NumberedPictures pictures,
            int[] numbers,
            int first,
            Split split,
            Map<String, BoundingBox> boxes,
            Findings findings) {
        StoredNames names = new StoredNames(pictures.root());
        List<LabelledPicture> list = new ArrayList<>();
        for (int number : numbers) {
            int index = number - first;
            if (index < 0 || index >= pictures.paths().size()) {
                findings.error(
                        Finding.Kind.LABEL_OUT_OF_RANGE,
                        VARIABLES.get(split) + " " + number,
                        "there are " + pictures.paths().size() + " pictures");
            } else if (pictures.labels()[index] >= 0) {
                String path = pictures.paths().get(index);
                int label = pictures.labels()[index];
                @Nullable BoundingBox box = boxes.get(path);
                StoredNames.inside(path)
                        .map(names::find)
                        .ifPresentOrElse(
                                file -> list.add(LabelledPicture.file(file, path, label, box)),
                                () -> findings.error(
                                        Finding.Kind.LAYOUT,
                                        path,
                                        "is no path within the folder of the pictures; it is left out"));
            }
        }
        return list;
    }

    private SemanticSpace space(Path folder, Path splits, int size, Findings findings) {
        Path table = splits.resolve(AttributeTable.FILE);
        List<String> names = Files.exists(table)
                ? AttributeTable.read(table, findings).attributes()
                : layout.attributeNamesIn(folder)
                        .map(file -> AttributeNames.read(file, findings))
                        .orElseThrow(
                                () -> new TrainerException("the names of the " + size + " attributes are missing in "
                                        + folder + "; looked for " + layout.attributeNames() + " and for " + table));
        if (names.size() != size) {
            throw new TrainerException("there are " + names.size() + " attribute names for " + size + " attributes in "
                    + splits.resolve(PublishedLayout.SPLITS_FILE));
        }
        return new AttributeTable(names, Map.of()).space(layout.name(), splits.resolve(AttributeTable.WORDS), findings);
    }

    /** xlsa17's {@code valclasses1.txt} to {@code 3}. */
    private static List<Set<String>> folds(Path splits, Findings findings) {
        List<Set<String>> folds = new ArrayList<>();
        for (int fold : new int[] {1, 2, 3}) {
            Path file = splits.resolve("valclasses" + fold + ".txt");
            if (Files.exists(file)) {
                folds.add(Set.copyOf(Texts.lines(file, findings)));
            }
        }
        return folds;
    }
}
