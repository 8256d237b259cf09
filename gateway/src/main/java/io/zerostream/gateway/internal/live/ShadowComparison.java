package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.ShadowView;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sets what a shadow version says beside what the serving one says of the same picture; the two labels come in either order.
 * Another shadow version begins anew. Bounded: the newest disagreements, so many classes by name, and of labels that wait for
 * the other one so many and so many bytes. Thread-safe.
 */
public final class ShadowComparison {
    /** Disagreements that are remembered. */
    public static final int DISAGREEMENTS = 100;

    private static final int WAITING = 1000;
    private static final String UNKNOWN = "UNKNOWN";

    private final int countedClasses;
    private final WaitingLabels served;
    private final WaitingLabels shadowed;
    private final Ring<ShadowView.Disagreement> disagreements;
    private final VersionFigures versions = new VersionFigures();
    private final Map<String, long[]> byClass = new HashMap<>();
    private @Nullable String model;
    private @Nullable String version;
    private long pictures;
    private long agreed;
    private long others;

    /**
     * @param countedClasses classes counted by name, at least 1
     * @param bytes of labels that wait, of each kind, and of disagreements, as they are on the topics
     */
    ShadowComparison(int countedClasses, long bytes) {
        this.countedClasses = countedClasses;
        this.served = new WaitingLabels(WAITING, bytes);
        this.shadowed = new WaitingLabels(WAITING, bytes);
        this.disagreements = new Ring<>(DISAGREEMENTS, bytes);
    }

    /**
     * A label that serves.
     *
     * @param bytes of it on the topic
     */
    synchronized void served(LabelView label, long bytes) {
        versions.add(label);
        WaitingLabels.Sized other = shadowed.take(label);
        if (other != null) {
            compare(label, other.label(), bytes + other.bytes());
        } else {
            served.add(label, bytes);
        }
    }

    /**
     * A label of a shadow version.
     *
     * @param bytes of it on the topic
     */
    synchronized void shadowed(LabelView label, long bytes) {
        if (!label.model().equals(model) || !label.modelVersion().equals(version)) {
            begin(label);
        }
        WaitingLabels.Sized other = served.take(label);
        if (other != null) {
            compare(other.label(), label, bytes + other.bytes());
        } else {
            shadowed.add(label, bytes);
        }
    }

    private void begin(LabelView first) {
        model = first.model();
        version = first.modelVersion();
        pictures = 0;
        agreed = 0;
        others = 0;
        byClass.clear();
        shadowed.forget(label -> true);
        disagreements.forget(pair -> true);
    }

    private void compare(LabelView serving, LabelView shadow, long bytes) {
        boolean same = Objects.equals(serving.label(), shadow.label());
        pictures++;
        agreed += same ? 1 : 0;
        String name = serving.label() == null ? UNKNOWN : serving.label();
        if (byClass.size() < countedClasses || byClass.containsKey(name)) {
            long[] counts = byClass.computeIfAbsent(name, key -> new long[2]);
            counts[0]++;
            counts[1] += same ? 1 : 0;
        } else {
            others++;
        }
        if (!same) {
            disagreements.add(new ShadowView.Disagreement(serving, shadow), bytes);
        }
    }

    /** Forgets the pictures of a source; counts stay. */
    synchronized void forget(String sourceId) {
        served.forget(label -> label.sourceId().equals(sourceId));
        shadowed.forget(label -> label.sourceId().equals(sourceId));
        disagreements.forget(pair -> pair.served().sourceId().equals(sourceId));
    }

    /** How it stands, with at most so many disagreements. */
    public synchronized ShadowView view(int limit) {
        List<ShadowView.OfClass> classes = byClass.entrySet().stream()
                .map(entry -> new ShadowView.OfClass(entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
                .sorted(Comparator.comparingLong(ShadowView.OfClass::pictures)
                        .reversed()
                        .thenComparing(ShadowView.OfClass::name))
                .toList();
        return new ShadowView(
                model, version, pictures, agreed, classes, others, disagreements.newest(limit), versions.view());
    }
}
