package io.zerostream.trainer.data.format;

import io.zerostream.model.image.PictureFiles;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.internal.table.AttributeTable;
import io.zerostream.trainer.data.internal.table.CsvTable;
import io.zerostream.trainer.internal.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A person's own pictures: a folder a class and {@code attributes.csv}, whose first column names the class, whose others
 * are attributes. A column {@code kind} may say {@code seen} or {@code unseen}; without it, or where it is empty, classes
 * with pictures are seen. A fifth of a seen class's pictures, drawn by a fixed seed, is for the test; of unseen classes
 * all are.
 */
final class FolderPerClassFormat implements DataSetFormat {
    private static final String TABLE = "attributes.csv";
    private static final String KIND = "kind";
    private static final double TEST_SHARE = 0.2;

    @Override
    public String name() {
        return "a folder a class";
    }

    @Override
    public String lookedFor() {
        return TABLE + " (class, attributes…) beside the classes' folders";
    }

    @Override
    public boolean recognises(Path folder) {
        return Files.isRegularFile(folder.resolve(TABLE));
    }

    @Override
    public ZeroShotDataSet read(Path folder, Findings findings) {
        CsvTable table = CsvTable.read(folder.resolve(TABLE), findings);
        int kindColumn = table.find(KIND);
        Map<String, String> kinds = kinds(table, kindColumn, findings);
        AttributeTable attributes = AttributeTable.of(table.without(Set.of(kindColumn)), findings);
        List<DataClass> classes = new ArrayList<>();
        Map<Split, List<LabelledPicture>> lists = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            lists.put(split, new ArrayList<>());
        }
        Map<String, Path> folders = folders(folder, attributes.rows().keySet(), findings);
        for (String id : attributes.rows().keySet()) {
            List<String> paths = pictures(folder, folders.get(id));
            String kind = kinds.getOrDefault(id, "");
            boolean seen = kind.isEmpty() ? !paths.isEmpty() : kind.equals("seen");
            addAll(folder, paths, classes.size(), seen, lists);
            classes.add(new DataClass(id, PublishedLayout.readable(id), attributes.of(id, findings), seen));
        }
        findStrayFolders(folder, folders, findings);
        String name = DataSets.nameOf(folder);
        return new ZeroShotDataSet(
                name,
                attributes.space(name, folder.resolve(AttributeTable.WORDS), findings),
                classes,
                lists,
                List.of());
    }

    private static Map<String, String> kinds(CsvTable table, int column, Findings findings) {
        // the first column names the classes, whatever it is called
        if (column < 1) {
            return Map.of();
        }
        Map<String, String> kinds = new HashMap<>();
        for (CsvTable.Row row : table.rows()) {
            String kind = column < row.cells().size() ? row.cells().get(column).toLowerCase(Locale.ROOT) : "";
            if (!Set.of("seen", "unseen", "").contains(kind)) {
                findings.error(Finding.Kind.LAYOUT, row.where(), "kind is '" + kind + "'; it is seen, unseen or empty");
            }
            kinds.putIfAbsent(row.cells().get(0), kind);
        }
        return kinds;
    }

    private static void addAll(
            Path folder, List<String> paths, int label, boolean seen, Map<Split, List<LabelledPicture>> lists) {
        List<String> drawn = new ArrayList<>(paths);
        Collections.shuffle(drawn, new Random(0));
        Set<String> test = new HashSet<>(drawn.subList(0, (int) Math.round(TEST_SHARE * drawn.size())));
        for (String path : paths) {
            Split split = !seen ? Split.TEST_UNSEEN : test.contains(path) ? Split.TEST_SEEN : Split.TRAIN;
            Objects.requireNonNull(lists.get(split)).add(LabelledPicture.file(folder.resolve(path), path, label, null));
        }
    }

    /** The folder of each class that has one. */
    private static Map<String, Path> folders(Path folder, Set<String> classes, Findings findings) {
        StoredNames names = new StoredNames(folder);
        Map<String, Path> folders = new HashMap<>();
        for (String id : classes) {
            Optional<Path> relative = StoredNames.inside(id);
            if (relative.isEmpty()) {
                findings.warning(
                        Finding.Kind.CLASS_WITHOUT_PICTURES,
                        id,
                        "no folder of the data set can have this name; where it has letters such as é, set LC_ALL=C.UTF-8");
            }
            relative.map(names::find).filter(Files::isDirectory).ifPresent(own -> folders.put(id, own));
        }
        return folders;
    }

    /** Paths relative to the set's folder, in order. */
    private static List<String> pictures(Path folder, @Nullable Path own) {
        if (own == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.filter(file -> PictureFiles.mediaType(file).isPresent())
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TrainerException("cannot list the pictures in " + own + " (" + e + ")", e);
        }
    }

    private static void findStrayFolders(Path folder, Map<String, Path> folders, Findings findings) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> stray = files.filter(file -> Files.isDirectory(file) && !PictureFiles.isDebris(file))
                    .filter(file -> !folders.containsValue(file))
                    .sorted()
                    .toList();
            for (Path file : stray) {
                String name = file.getFileName().toString();
                boolean looksKnown = folders.containsKey(TextFile.composed(name));
                findings.warning(
                        Finding.Kind.CLASS_WITHOUT_ATTRIBUTES,
                        name,
                        looksKnown
                                ? "there are two folders of this name, whose accents are stored in two ways; the pictures"
                                        + " of this one are not used: move them to the other"
                                : "there is a folder but no row in " + TABLE + "; its pictures are not used");
            }
        } catch (IOException e) {
            throw new TrainerException("cannot list " + folder + " (" + e + ")", e);
        }
    }
}
