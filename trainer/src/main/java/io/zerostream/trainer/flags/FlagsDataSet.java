package io.zerostream.trainer.flags;

import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.TrainerException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The flags that ZeroStream is demonstrated with: 121 classes, 90 of them seen, 30 unseen and one kept for
 * demonstrations, described by 36 yes/no attributes. Where they come from stands in the file {@code CREDITS} beside the
 * table. Immutable.
 */
public final class FlagsDataSet {
    /** Name of the semantic space, and of the class set made of all classes. */
    public static final String NAME = "flags";

    /** Norway: the class that the README and the demo add by hand, so no network may have been trained on it. */
    private static final String DEMONSTRATION = "no";

    private static final String TABLE = "attributes.csv";
    private static final int FIRST_ATTRIBUTE = 3;

    private final SemanticSpace space;
    private final List<FlagClass> classes;

    private FlagsDataSet(SemanticSpace space, List<FlagClass> classes) {
        this.space = space;
        this.classes = List.copyOf(classes);
    }

    /**
     * Reads the bundled table.
     *
     * @throws TrainerException when the table on the class path is damaged
     */
    public static FlagsDataSet load() {
        try (InputStream in = FlagsDataSet.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new TrainerException(TABLE + " is not on the class path; rebuild the trainer module");
            }
            return parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FlagsDataSet parse(List<String> lines) {
        String[] header = lines.get(0).split(",", -1);
        List<String> attributes = List.of(header).subList(FIRST_ATTRIBUTE, header.length);
        List<FlagClass> classes = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            if (cells.length != header.length) {
                throw new TrainerException(TABLE + " line " + (i + 1) + " has " + cells.length + " columns, not "
                        + header.length + "; restore the file");
            }
            float[] vector = new float[attributes.size()];
            for (int a = 0; a < vector.length; a++) {
                vector[a] = Float.parseFloat(cells[FIRST_ATTRIBUTE + a]);
            }
            boolean seen = cells[2].equals("seen") && !cells[0].equals(DEMONSTRATION);
            classes.add(new FlagClass(cells[0], cells[1], seen, vector));
        }
        return new FlagsDataSet(new SemanticSpace(NAME, attributes, new float[0][]), classes);
    }

    /** The 36 attributes. */
    public SemanticSpace space() {
        return space;
    }

    /** All classes, in the order of the table (by code). */
    public List<FlagClass> classes() {
        return classes;
    }

    /** The classes whose drawings may be trained on. */
    public List<FlagClass> seen() {
        return classes.stream().filter(FlagClass::seen).toList();
    }

    /** The classes kept for the test; nothing may be fitted or chosen on their drawings. */
    public List<FlagClass> unseen() {
        return tested().stream().filter(c -> !c.seen()).toList();
    }

    /** The seen and the unseen classes, in the order of the table: those that figures are about. */
    public List<FlagClass> tested() {
        return classes.stream().filter(c -> !c.equals(demonstration())).toList();
    }

    /**
     * The class that demonstrations add to a running job. The table calls it seen; here it is kept out of training, so that
     * it is new to every network, and out of the test, so that the test keeps the table's unseen classes.
     */
    public FlagClass demonstration() {
        return find(DEMONSTRATION).orElseThrow();
    }

    /** Finds a class by name or code, whatever the case. */
    public Optional<FlagClass> find(String nameOrCode) {
        String wanted = nameOrCode.strip().toLowerCase(Locale.ROOT);
        return classes.stream()
                .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(wanted)
                        || c.code().equals(wanted))
                .findFirst();
    }

    /** The classes as prototypes of the space, in the same order. */
    public static List<Prototype> prototypes(List<FlagClass> classes) {
        return classes.stream()
                .map(c -> new Prototype(c.name(), c.attributes(), c.seen()))
                .toList();
    }
}
