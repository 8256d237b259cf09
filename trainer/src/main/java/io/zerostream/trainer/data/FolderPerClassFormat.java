package io.zerostream.trainer.data;

import io.zerostream.trainer.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp");

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
        Map<String, String> kinds = kinds(CsvTable.read(folder.resolve(TABLE)), findings);
        AttributeTable attributes = AttributeTable.read(folder.resolve(TABLE), findings, Set.of(KIND));
        List<DataClass> classes = new ArrayList<>();
        Map<Split, List<LabelledPicture>> lists = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            lists.put(split, new ArrayList<>());
        }
        for (String id : attributes.rows().keySet()) {
            List<String> paths = pictures(folder, id);
            String kind = kinds.getOrDefault(id, "");
            boolean seen = kind.isEmpty() ? !paths.isEmpty() : kind.equals("seen");
            addAll(folder, paths, classes.size(), seen, lists);
            classes.add(new DataClass(id, PublishedLayout.readable(id), attributes.of(id, findings), seen));
        }
        findStrayFolders(folder, attributes.rows().keySet(), findings);
        String name = DataSets.nameOf(folder);
        return new ZeroShotDataSet(
                name,
                attributes.space(name, folder.resolve(AttributeTable.WORDS), findings),
                classes,
                lists,
                List.of());
    }

    private static Map<String, String> kinds(CsvTable table, Findings findings) {
        int column = table.header().indexOf(KIND);
        // the first column names the classes, whatever it is called
        if (column < 1) {
            return Map.of();
        }
        for (int i = 0; i < table.rows().size(); i++) {
            List<String> cells = table.rows().get(i);
            if (column < cells.size() && !Set.of("seen", "unseen", "").contains(cells.get(column))) {
                findings.error(
                        Finding.Kind.LAYOUT,
                        table.where(i),
                        "kind is '" + cells.get(column) + "'; it is seen, unseen or empty");
            }
        }
        return table.rows().stream()
                .filter(cells -> column < cells.size())
                .collect(Collectors.toMap(cells -> cells.get(0), cells -> cells.get(column), (a, b) -> a));
    }

    private static void addAll(
            Path folder, List<String> paths, int label, boolean seen, Map<Split, List<LabelledPicture>> lists) {
        List<String> drawn = new ArrayList<>(paths);
        Collections.shuffle(drawn, new Random(0));
        Set<String> test = new HashSet<>(drawn.subList(0, (int) Math.round(TEST_SHARE * drawn.size())));
        for (String path : paths) {
            Split split = !seen ? Split.TEST_UNSEEN : test.contains(path) ? Split.TEST_SEEN : Split.TRAIN;
            Objects.requireNonNull(lists.get(split)).add(LabelledPicture.file(folder, path, label, null));
        }
    }

    /** Paths relative to the set's folder, in order. */
    private static List<String> pictures(Path folder, String id) {
        Path own;
        try {
            own = folder.resolve(id).normalize();
        } catch (InvalidPathException e) {
            // no folder can have such a name: the class has no pictures
            return List.of();
        }
        if (!own.startsWith(folder) || !Files.isDirectory(own)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(path -> ENDINGS.contains(
                            path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TrainerException("cannot list the pictures in " + own + " (" + e + ")", e);
        }
    }

    private static void findStrayFolders(Path folder, Set<String> classes, Findings findings) {
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> stray = files.filter(Files::isDirectory)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !classes.contains(name))
                    .collect(Collectors.toCollection(TreeSet::new));
            for (String name : stray) {
                findings.warning(
                        Finding.Kind.CLASS_WITHOUT_ATTRIBUTES,
                        name,
                        "there is a folder but no row in " + TABLE + "; its pictures are not used");
            }
        } catch (IOException e) {
            throw new TrainerException("cannot list " + folder + " (" + e + ")", e);
        }
    }
}
