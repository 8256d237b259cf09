package io.zerostream.job.internal;

import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Helpers for the operators' metrics; docs/operations.md lists them all. One per operator, used by its task thread. */
public final class JobMetrics {
    private static final String SCOPE = "zerostream";
    private static final int HISTORY = 1000;

    private final MetricGroup group;
    private final Map<DeadLetterReason, Counter> dead = new EnumMap<>(DeadLetterReason.class);

    /** @param operatorGroup the operator's own group */
    public JobMetrics(MetricGroup operatorGroup) {
        this.group = operatorGroup.addGroup(SCOPE);
    }

    /** The group all metrics hang in. */
    public MetricGroup group() {
        return group;
    }

    /** The group of a model version. */
    public MetricGroup ofVersion(ModelVersion version) {
        return ofVersion(version.getName(), version.getVersion());
    }

    /** The group of a model version. */
    public MetricGroup ofVersion(String model, String version) {
        return group.addGroup("model", model).addGroup("version", version);
    }

    /** A counter. */
    public Counter counter(String name) {
        return group.counter(name);
    }

    /** A histogram over the last 1000 values. */
    public Histogram histogram(String name) {
        return group.histogram(name, new DescriptiveStatisticsHistogram(HISTORY));
    }

    /** Counts a dead letter under its reason. */
    public void dead(DeadLetterReason reason) {
        dead.computeIfAbsent(reason, r -> group.addGroup("reason", r.name()).counter("deadLetters"))
                .inc();
    }
}
