package io.zerostream.trainer.data.check;

import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at the lists of pictures, not at the pictures. */
final class ListCheck {
    private ListCheck() {}

    static void check(ZeroShotDataSet data, Findings findings) {
        overlaps(data, findings);
        for (Split split : Split.values()) {
            if (!data.has(split)) {
                findings.warning(
                        Finding.Kind.LAYOUT,
                        split.listName(),
                        "there is no such list; "
                                + (split == Split.TRAIN ? "nothing can be trained" : "figures on it cannot be given"));
                continue;
            }
            Set<Integer> labels = new HashSet<>();
            data.pictures(split).forEach(p -> labels.add(p.label()));
            for (int label = 0; label < data.classes().size(); label++) {
                DataClass c = data.classes().get(label);
                if (c.seen() == (split != Split.TEST_UNSEEN) && !labels.contains(label)) {
                    findings.warning(
                            Finding.Kind.CLASS_WITHOUT_PICTURES,
                            c.id(),
                            "is " + (c.seen() ? "seen" : "unseen") + " but has no picture in " + split.listName());
                }
            }
        }
    }

    private static void overlaps(ZeroShotDataSet data, Findings findings) {
        Map<String, Split> known = new HashMap<>();
        for (Split split : Split.values()) {
            for (LabelledPicture picture : data.pictures(split)) {
                @Nullable Split other = known.putIfAbsent(picture.path(), split);
                if (other != null) {
                    findings.error(
                            Finding.Kind.SPLIT_OVERLAP,
                            picture.path(),
                            "is in " + other.listName() + " and in " + split.listName() + "; remove it from one");
                }
                DataClass c = data.classes().get(picture.label());
                if (c.seen() != (split != Split.TEST_UNSEEN)) {
                    findings.error(
                            Finding.Kind.SPLIT_OVERLAP,
                            picture.path(),
                            "is in " + split.listName() + " but its class " + c.id() + " is "
                                    + (c.seen() ? "seen" : "unseen"));
                }
            }
        }
    }
}
