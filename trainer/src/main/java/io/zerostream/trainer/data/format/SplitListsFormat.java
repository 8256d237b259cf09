package io.zerostream.trainer.data.format;

import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.internal.table.AttributeTable;
import io.zerostream.trainer.data.internal.table.CsvTable;
import io.zerostream.trainer.data.internal.table.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layout of CUB-127: {@code classes.csv} (label, class, name, kind), {@code class_attributes.csv}, perhaps {@code
 * attribute_word_vectors.csv}, and in {@code splits/} the lists of pictures and of validation classes. Any of the lists
 * may be absent. The tables may lie in another folder than lists and pictures.
 */
final class SplitListsFormat implements DataSetFormat {
    private static final String SPLITS = "splits";

    @Override
    public String name() {
        return "split lists (as CUB-127)";
    }

    @Override
    public String lookedFor() {
        return ClassTables.CLASSES + ", " + AttributeTable.FILE + ", " + SPLITS + "/";
    }

    @Override
    public boolean recognises(Path folder) {
        return ClassTables.in(folder) && hasLists(folder);
    }

    /** Whether a folder has lists, tables or not. */
    static boolean hasLists(Path folder) {
        return Files.isDirectory(folder.resolve(SPLITS));
    }

    @Override
    public ZeroShotDataSet read(Path folder, Findings findings) {
        return read(folder, folder, findings);
    }

    /**
     * Reads lists and pictures of one folder with the classes of another.
     *
     * @param tables folder of the tables
     */
    static ZeroShotDataSet read(Path folder, Path tables, Findings findings) {
        ZeroShotDataSet described = tables(tables, DataSets.nameOf(folder), findings);
        List<DataClass> classes = described.classes();
        Path splits = folder.resolve(SPLITS);
        checkKinds(splits, classes, findings);
        return new ZeroShotDataSet(
                described.name(),
                described.space(),
                classes,
                PictureLists.read(folder, splits, classes, findings),
                validationFolds(splits, classes, findings));
    }

    /** Reads the classes alone; the set has no lists. */
    static ZeroShotDataSet tables(Path folder, String name, Findings findings) {
        AttributeTable attributes = AttributeTable.read(folder.resolve(AttributeTable.FILE), findings);
        SemanticSpace space = attributes.space(name, folder.resolve(AttributeTable.WORDS), findings);
        List<DataClass> classes =
                classes(CsvTable.read(folder.resolve(ClassTables.CLASSES), findings), attributes, findings);
        return new ZeroShotDataSet(name, space, classes, Map.of(), List.of());
    }

    private static List<DataClass> classes(CsvTable table, AttributeTable attributes, Findings findings) {
        int label = table.column("label");
        int id = table.column("class");
        int name = table.column("name");
        int kind = table.column("kind");
        List<DataClass> classes = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < table.rows().size(); i++) {
            List<String> cells = table.rows().get(i).cells();
            String where = table.rows().get(i).where();
            if (cells.size() < table.header().size()) {
                throw new TrainerException(table.file() + ": " + where + " has " + cells.size() + " columns, not "
                        + table.header().size());
            }
            if (!cells.get(label).equals(Integer.toString(i))) {
                findings.error(
                        Finding.Kind.LABEL_OUT_OF_RANGE,
                        where,
                        "label is " + cells.get(label) + "; labels must count 0, 1, 2, …, so " + i + " here");
            }
            if (!ids.add(cells.get(id))) {
                findings.error(Finding.Kind.REPEATED, where, "class " + cells.get(id) + " is there twice");
            }
            boolean seen = cells.get(kind).equalsIgnoreCase("seen");
            if (!seen && !cells.get(kind).equalsIgnoreCase("unseen")) {
                findings.error(
                        Finding.Kind.LAYOUT, where, "kind is '" + cells.get(kind) + "'; it is either seen or unseen");
            }
            classes.add(new DataClass(cells.get(id), cells.get(name), attributes.of(cells.get(id), findings), seen));
        }
        return classes;
    }

    /** The table's word counts; lists of classes that say otherwise are found. */
    private static void checkKinds(Path splits, List<DataClass> classes, Findings findings) {
        for (boolean seen : new boolean[] {true, false}) {
            Path file = splits.resolve((seen ? "seen" : "unseen") + "_classes.txt");
            if (!Files.exists(file)) {
                continue;
            }
            Set<String> listed = new HashSet<>(Texts.lines(file, findings));
            for (DataClass c : classes) {
                if (listed.contains(c.id()) != (c.seen() == seen)) {
                    findings.error(
                            Finding.Kind.LAYOUT,
                            file.getFileName() + ", " + c.id(),
                            ClassTables.CLASSES + " calls it " + (c.seen() ? "seen" : "unseen")
                                    + ", the list says otherwise");
                }
            }
        }
    }

    private static List<Set<String>> validationFolds(Path splits, List<DataClass> classes, Findings findings) {
        Set<String> seen = new HashSet<>();
        classes.stream().filter(DataClass::seen).forEach(c -> seen.add(c.id()));
        List<Set<String>> folds = new ArrayList<>();
        for (int fold = 1; ; fold++) {
            Path file = splits.resolve("validation_classes_" + fold + ".txt");
            if (!Files.exists(file)) {
                return folds;
            }
            Set<String> heldOut = new HashSet<>(Texts.lines(file, findings));
            for (String id : heldOut) {
                if (!seen.contains(id)) {
                    findings.error(
                            Finding.Kind.LAYOUT,
                            file.getFileName() + ", " + id,
                            "only seen classes can be held out for validation; this is none");
                }
            }
            folds.add(heldOut);
        }
    }
}
