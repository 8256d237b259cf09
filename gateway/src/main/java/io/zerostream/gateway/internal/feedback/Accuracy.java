package io.zerostream.gateway.internal.feedback;

import io.zerostream.gateway.internal.view.AccuracyView;
import io.zerostream.gateway.internal.view.AccuracyView.OfClass;
import io.zerostream.gateway.internal.view.AccuracyView.OfVersion;
import io.zerostream.gateway.internal.view.AccuracyView.Shares;
import io.zerostream.gateway.internal.view.FeedbackView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How often labels were right, by what people say. They choose which pictures they judge, so this is no estimate for all
 * pictures: whoever judges what the model was unsure of sees it do worse than it does.
 */
public final class Accuracy {
    /** Quantile of the normal distribution that leaves 2.5 % above it. */
    private static final double Z = 1.959964;

    private Accuracy() {}

    /**
     * Of some feedback of one class set.
     *
     * @param said newest first
     * @param notKept what is not kept of all sets
     * @param complete whether all was read that people said
     */
    public static AccuracyView of(String classSet, List<FeedbackView> said, long notKept, boolean complete) {
        List<OfClass> classes = new ArrayList<>();
        // none of the set is a group too, and has no name
        by(said, f -> Optional.ofNullable(f.truth())).forEach((truth, ofIt) -> {
            String name = truth.orElse(null);
            classes.add(new OfClass(name, shares(ofIt), instead(name, ofIt)));
        });
        classes.sort(Comparator.comparing((OfClass c) -> c.name() == null)
                .thenComparing(c -> -c.shares().judged()));
        List<OfVersion> versions = new ArrayList<>();
        by(said, f -> List.of(f.model(), f.modelVersion(), f.classSetRevision()))
                .values()
                .forEach(ofIt -> {
                    FeedbackView first = ofIt.get(0);
                    versions.add(
                            new OfVersion(first.model(), first.modelVersion(), first.classSetRevision(), shares(ofIt)));
                });
        return new AccuracyView(classSet, shares(said), classes, versions, notKept, complete);
    }

    private static <K> Map<K, List<FeedbackView>> by(List<FeedbackView> said, Function<FeedbackView, K> key) {
        return said.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    private static @Nullable String instead(@Nullable String truth, List<FeedbackView> said) {
        Map<String, Integer> wrong = new LinkedHashMap<>();
        for (FeedbackView f : said) {
            if (f.label() != null && !Objects.equals(f.label(), truth)) {
                wrong.merge(f.label(), 1, Integer::sum);
            }
        }
        return wrong.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static Shares shares(List<FeedbackView> said) {
        int right = (int) said.stream().filter(FeedbackView::right).count();
        int unknown = (int) said.stream()
                .filter(f -> f.label() == null && f.truth() != null)
                .count();
        return wilson(said.size(), right, unknown);
    }

    /** With the score interval of E. B. Wilson (1927). */
    private static Shares wilson(int judged, int right, int unknown) {
        if (judged == 0) {
            return new Shares(0, 0, 0, 0, 1);
        }
        double share = (double) right / judged;
        double z2 = Z * Z / judged;
        double middle = (share + z2 / 2) / (1 + z2);
        double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / judged + z2 / (4 * judged));
        return new Shares(judged, right, unknown, Math.max(0, middle - half), Math.min(1, middle + half));
    }
}
