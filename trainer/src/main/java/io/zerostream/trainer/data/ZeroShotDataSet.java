package io.zerostream.trainer.data;

import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SemanticSpace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A zero-shot data set: classes described by attributes, of which some are seen and some are not, and lists of pictures.
 * Immutable; holds no picture.
 *
 * @param name for example {@code cub127}
 * @param space attribute names, with word vectors if the set has them
 * @param classes C of them; a picture's label is an index in this list
 * @param lists pictures by split; a split that the set does not have at all is not a key
 * @param validationFolds published divisions: each names, by id, seen classes to hold out of training when settings are
 *     chosen; may be empty
 */
public record ZeroShotDataSet(
        String name,
        SemanticSpace space,
        List<DataClass> classes,
        Map<Split, List<LabelledPicture>> lists,
        List<Set<String>> validationFolds) {

    public ZeroShotDataSet {
        classes = List.copyOf(classes);
        Map<Split, List<LabelledPicture>> copy = new EnumMap<>(Split.class);
        for (Map.Entry<Split, List<LabelledPicture>> entry : lists.entrySet()) {
            for (LabelledPicture picture : entry.getValue()) {
                if (picture.label() < 0 || picture.label() >= classes.size()) {
                    throw new IllegalArgumentException("picture " + picture.path() + " has label " + picture.label()
                            + "; there are " + classes.size() + " classes");
                }
            }
            copy.put(entry.getKey(), List.copyOf(entry.getValue()));
        }
        lists = Map.copyOf(copy);
        validationFolds = validationFolds.stream().map(Set::copyOf).toList();
    }

    /** Whether the set has this list, be it empty. */
    public boolean has(Split split) {
        return lists.containsKey(split);
    }

    /** The pictures of a split; none when the set does not have it. */
    public List<LabelledPicture> pictures(Split split) {
        return lists.getOrDefault(split, List.of());
    }

    /** Whether it has test pictures of seen and of unseen classes: without both there is no T1, U, S or H. */
    public boolean canBeTested() {
        return !pictures(Split.TEST_SEEN).isEmpty()
                && !pictures(Split.TEST_UNSEEN).isEmpty();
    }

    /** The classes that are, or are not, seen, in order. */
    public List<DataClass> classes(boolean seen) {
        return classes.stream().filter(c -> c.seen() == seen).toList();
    }

    /**
     * All classes as unit-length prototypes; row c is the class with label c.
     *
     * @throws io.zerostream.model.ModelException when a class has no attributes, or all of them are 0
     */
    public Prototypes prototypes() {
        return Prototypes.of(space, classes.stream().map(DataClass::prototype).toList());
    }

    /**
     * The set with seen classes held out, to choose settings on: its classes are the seen ones of this set, the held-out
     * ones now unseen; what is trained and tested with it goes by the same code as the set itself, and cannot touch a test
     * picture.
     *
     * @param heldOut ids of seen classes, some but not all; their training pictures become {@link Split#TEST_UNSEEN}
     * @param validationSeen training pictures of the other classes to set apart as {@link Split#TEST_SEEN}
     */
    ZeroShotDataSet holdOut(String newName, Set<String> heldOut, Set<LabelledPicture> validationSeen) {
        int[] newLabels = new int[classes.size()];
        List<DataClass> kept = new ArrayList<>();
        for (int label = 0; label < newLabels.length; label++) {
            DataClass c = classes.get(label);
            if (c.seen()) {
                newLabels[label] = kept.size();
                kept.add(new DataClass(c.id(), c.name(), c.attributes(), !heldOut.contains(c.id())));
            }
        }
        Map<Split, List<LabelledPicture>> parts = pictures(Split.TRAIN).stream()
                .collect(Collectors.groupingBy(
                        p -> heldOut.contains(classes.get(p.label()).id())
                                ? Split.TEST_UNSEEN
                                : validationSeen.contains(p) ? Split.TEST_SEEN : Split.TRAIN,
                        Collectors.mapping(p -> p.labelled(newLabels[p.label()]), Collectors.toList())));
        return new ZeroShotDataSet(newName, space, kept, parts, List.of());
    }
}
