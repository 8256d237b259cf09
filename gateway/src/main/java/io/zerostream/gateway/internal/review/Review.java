package io.zerostream.gateway.internal.review;

import io.zerostream.gateway.internal.feedback.Judgements;
import io.zerostream.gateway.internal.live.RecentLabels;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.PrototypeRecords;
import io.zerostream.gateway.internal.review.RecentVectors.PictureId;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.ReviewView;
import io.zerostream.model.classes.ExamplePrototype;
import io.zerostream.model.classes.Neighbour;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototype;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds among the recent labels those that people should look at, and groups their pictures by likeness. All are compared by
 * the version that labelled most of them, whichever labelled the others: vectors of different models mean different
 * things.
 */
public final class Review {
    /** Pictures that are grouped at once. */
    public static final int MOST = 300;

    /** Groups times classes that are compared at once. */
    private static final long COMPARISONS = 100_000;

    private final RecentLabels labels;
    private final Judgements judgements;
    private final ClassRegistryView classes;
    private final RecentVectors vectors;

    /**
     * @param labels that are remembered
     * @param judgements pictures that somebody judged are not shown again
     * @param classes that groups are compared with
     * @param vectors of the pictures; borrowed
     */
    public Review(RecentLabels labels, Judgements judgements, ClassRegistryView classes, RecentVectors vectors) {
        this.labels = labels;
        this.judgements = judgements;
        this.classes = classes;
        this.vectors = vectors;
    }

    /** What there is at present; the model goes on looking at what it has not seen yet. */
    public ReviewView look(ReviewQuestion question) {
        // one label a picture, the newest: what was not known at first may be known now
        Map<PictureId, LabelView> newest = new LinkedHashMap<>();
        for (LabelView label : labels.newest()) {
            if (question.isOf(label)) {
                newest.putIfAbsent(new PictureId(label.sourceId(), label.eventId()), label);
            }
        }
        String until = newest.values().stream()
                .map(LabelView::labelledAt)
                .max(Comparator.comparing(Instant::parse))
                .orElse(null);
        List<LabelView> shown = newest.values().stream()
                .filter(question::wants)
                .filter(label -> judgements
                        .of(label.sourceId(), label.eventId(), label.classSet())
                        .isEmpty())
                .limit(question.most())
                .toList();
        if (shown.isEmpty()) {
            return new ReviewView(question.classSet(), until, null, 0, 0, 0, List.of(), null);
        }
        LabelView by = commonest(shown);
        RecentVectors.Progress progress = vectors.ask(shown.stream()
                .map(label -> new RecentVectors.Key(
                        by.model(), by.modelVersion(), new PictureId(label.sourceId(), label.eventId())))
                .toList());
        List<LabelView> seen = new ArrayList<>();
        List<float[]> units = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            float[] unit = progress.vectors().get(i);
            if (unit != null) {
                seen.add(shown.get(i));
                units.add(unit);
            }
        }
        return new ReviewView(
                question.classSet(),
                until,
                by.model() + ' ' + by.modelVersion(),
                shown.size(),
                progress.waiting(),
                shown.size() - seen.size() - progress.waiting(),
                groups(question, seen, units),
                progress.problem());
    }

    /** A label of the version that labelled most of them: with a canary the newest is now of one, now of the other. */
    private static LabelView commonest(List<LabelView> labels) {
        Map<List<String>, Integer> counts = new HashMap<>();
        labels.forEach(label -> counts.merge(List.of(label.model(), label.modelVersion()), 1, Integer::sum));
        return labels.stream()
                .max(Comparator.comparing(label -> counts.get(List.of(label.model(), label.modelVersion()))))
                .orElseThrow();
    }

    private List<ReviewView.Group> groups(ReviewQuestion question, List<LabelView> seen, List<float[]> units) {
        List<List<Integer>> found = Groups.of(units.toArray(float[][]::new), question.groups());
        List<Prototype> members = members(question.classSet(), found.size());
        List<ReviewView.Group> groups = new ArrayList<>();
        for (List<Integer> group : found) {
            ExamplePrototype mean =
                    ExamplePrototype.of(rows(group.stream().map(units::get).toList()));
            boolean comparable = members.stream().allMatch(member -> member.vector().length == mean.vector().length);
            groups.add(new ReviewView.Group(
                    mean.agreement(),
                    comparable ? Neighbour.nearest(new Prototype("", mean.vector(), false), members) : List.of(),
                    group.stream().map(seen::get).toList()));
        }
        return groups;
    }

    /** None where comparing all groups with all of them would take too long for somebody who looks every second. */
    private List<Prototype> members(String set, int groups) {
        return classes
                .set(set)
                .filter(known -> (long) groups * known.getMembers().size() <= COMPARISONS)
                .map(classes::members)
                .orElse(List.of())
                .stream()
                .map(PrototypeRecords::prototype)
                .toList();
    }

    /** @param units at least one, all of one length */
    static SemanticVectors rows(List<float[]> units) {
        int attributes = units.get(0).length;
        float[] rows = new float[units.size() * attributes];
        for (int i = 0; i < units.size(); i++) {
            System.arraycopy(units.get(i), 0, rows, i * attributes, attributes);
        }
        return new SemanticVectors(rows, new int[units.size()], attributes);
    }
}
