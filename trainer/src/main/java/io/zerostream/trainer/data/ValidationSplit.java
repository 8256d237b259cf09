package io.zerostream.trainer.data;

import io.zerostream.trainer.TrainerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How seen classes, and pictures of the other seen classes, are held out of training to choose settings on (number of
 * steps, γ, thresholds, penalties). The set's published fold is taken where it has one; else classes are drawn by the seed.
 *
 * @param fold which division, from 1; beyond the published ones it only changes what is drawn
 * @param classShare share of the seen classes to hold out where the set publishes no folds, in (0, 1)
 * @param pictureShare share of each other class's training pictures to hold out as validation-seen, in [0, 1); a class
 *     with two pictures or more keeps at least one on either side
 * @param seed of all that is drawn
 */
public record ValidationSplit(int fold, double classShare, double pictureShare, long seed) {
    /** @throws TrainerException naming the value that is out of range */
    public ValidationSplit {
        if (fold < 1) {
            throw new TrainerException("validation fold is " + fold + "; folds count from 1");
        }
        if (!(classShare > 0 && classShare < 1)) {
            throw new TrainerException(
                    "share of the seen classes to hold out is " + classShare + "; it must be between 0 and 1");
        }
        if (!(pictureShare >= 0 && pictureShare < 1)) {
            throw new TrainerException("share of training pictures to hold out is " + pictureShare
                    + "; it must be at least 0 and below 1");
        }
    }

    /** Fold 1, a quarter of the classes, a tenth of the pictures. */
    public static ValidationSplit defaults(long seed) {
        return new ValidationSplit(1, 0.25, 0.1, seed);
    }

    /**
     * The set to choose settings on: held-out classes are its unseen ones, classes that are unseen in {@code data} are not
     * in it at all. The same record and set give the same pictures, whatever the order of the lists on disk.
     *
     * @throws TrainerException when the set has no training pictures, fewer than two seen classes, or not this fold
     */
    public ZeroShotDataSet of(ZeroShotDataSet data) {
        List<String> seen = data.classes(true).stream().map(DataClass::id).toList();
        if (data.pictures(Split.TRAIN).isEmpty() || seen.size() < 2) {
            throw new TrainerException("data set " + data.name() + " has "
                    + data.pictures(Split.TRAIN).size() + " training pictures and " + seen.size()
                    + " seen classes; validation classes can be held out only where there are pictures of two or more");
        }
        Set<String> heldOut = heldOut(data, seen);
        return data.holdOut(data.name() + "/validation-" + fold, heldOut, validationSeen(data, heldOut));
    }

    private Set<String> heldOut(ZeroShotDataSet data, List<String> seen) {
        List<Set<String>> folds = data.validationFolds();
        if (fold <= folds.size()) {
            return folds.get(fold - 1);
        }
        if (!folds.isEmpty()) {
            throw new TrainerException("data set " + data.name() + " publishes " + folds.size()
                    + " validation folds; there is no fold " + fold);
        }
        List<String> drawn = new ArrayList<>(seen);
        Collections.sort(drawn);
        Collections.shuffle(drawn, new Random(seed + fold));
        int count = (int) Math.min(seen.size() - 1L, Math.max(1, Math.round(classShare * seen.size())));
        return new HashSet<>(drawn.subList(0, count));
    }

    private Set<LabelledPicture> validationSeen(ZeroShotDataSet data, Set<String> heldOut) {
        Map<String, List<LabelledPicture>> byClass = data.pictures(Split.TRAIN).stream()
                .collect(Collectors.groupingBy(
                        p -> data.classes().get(p.label()).id(), TreeMap::new, Collectors.toList()));
        Random random = new Random(seed);
        Set<LabelledPicture> chosen = new HashSet<>();
        byClass.forEach((id, pictures) -> {
            if (heldOut.contains(id) || pictureShare == 0 || pictures.size() < 2) {
                return;
            }
            List<LabelledPicture> drawn = new ArrayList<>(pictures);
            drawn.sort(Comparator.comparing(LabelledPicture::path));
            Collections.shuffle(drawn, random);
            int count = (int) Math.min(drawn.size() - 1L, Math.max(1, Math.round(pictureShare * drawn.size())));
            chosen.addAll(drawn.subList(0, count));
        });
        return chosen;
    }
}
