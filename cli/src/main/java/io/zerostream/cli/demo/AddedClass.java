package io.zerostream.cli.demo;

import io.zerostream.cli.demo.HeadlessLedger.Labelled;
import java.time.Instant;
import java.util.List;

/**
 * A class that was added while pictures streamed.
 *
 * @param name its name
 * @param calledAt when the call to add it began
 * @param revision the first class-set revision that has it
 */
record AddedClass(String name, Instant calledAt, long revision) {
    /** What the labels say of it. */
    DemoReport.ClassAdded judged(List<Labelled> labels) {
        List<Labelled> could =
                labels.stream().filter(l -> l.revision() >= revision).toList();
        long firstUse = could.stream()
                .mapToLong(l -> l.labelledAt().toEpochMilli() - calledAt.toEpochMilli())
                .min()
                .orElse(-1);
        double before =
                accuracyOf(labels.stream().filter(l -> l.revision() < revision).toList());
        double after = accuracyOf(could);
        return new DemoReport.ClassAdded(
                name,
                firstUse,
                after > 0 && !(before >= after),
                before,
                after,
                ofThis(could).size());
    }

    private double accuracyOf(List<Labelled> labels) {
        return HeadlessLedger.accuracy(ofThis(labels));
    }

    private List<Labelled> ofThis(List<Labelled> labels) {
        return labels.stream().filter(l -> l.truth().equals(name)).toList();
    }
}
