package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.JobMetrics;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;

/**
 * Labels by outcome, by version, and by class. The first {@link #CLASSES} classes that are seen are counted by name, all
 * others together: a set may have ten thousand, and a monitoring system may not. Task thread only.
 */
final class LabelMetrics {
    private static final int CLASSES = 100;
    private static final String OTHERS = "(others)";

    private final JobMetrics metrics;
    private final Counter labelled;
    private final Counter unknown;
    private final Map<String, Counter> byVersion = new HashMap<>();
    private final Map<String, Counter> byClass = new HashMap<>();

    LabelMetrics(JobMetrics metrics) {
        this.metrics = metrics;
        labelled = metrics.counter("labelled");
        unknown = metrics.counter("unknown");
    }

    void count(ZeroShotLabel label) {
        byVersion
                .computeIfAbsent(label.getModel() + '/' + label.getModelVersion(), key -> metrics.ofVersion(
                                label.getModel(), label.getModelVersion())
                        .counter("labels"))
                .inc();
        if (label.getOutcome() == Outcome.UNKNOWN) {
            unknown.inc();
            return;
        }
        labelled.inc();
        String name = label.getTop().get(0).getName();
        Counter ofClass = byClass.get(label.getClassSet() + '/' + name);
        if (ofClass == null) {
            ofClass = byClass.size() < CLASSES ? register(label.getClassSet(), name) : others();
        }
        ofClass.inc();
    }

    private Counter others() {
        Counter others = byClass.get(OTHERS);
        return others == null ? register(OTHERS, OTHERS) : others;
    }

    private Counter register(String set, String name) {
        Counter counter = metrics.group()
                .addGroup("classSet", set)
                .addGroup("class", name)
                .counter("labels");
        byClass.put(OTHERS.equals(set) ? OTHERS : set + '/' + name, counter);
        return counter;
    }
}
