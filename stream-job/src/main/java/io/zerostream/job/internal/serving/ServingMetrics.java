package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.JobMetrics;
import io.zerostream.job.internal.NativeMemory;
import io.zerostream.job.internal.agreement.Progress;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * What serves, as gauges. Each is registered when its model or set is first seen and stays; Prometheus takes names as
 * labels and numbers as values. Task thread only, but for the gauges, which read volatile fields.
 */
public final class ServingMetrics {
    private final JobMetrics metrics;
    private final Set<String> known = new HashSet<>();
    private volatile @Nullable Serving serving;
    private volatile long swapMillis;
    private volatile @Nullable Plan wanted;
    private volatile @Nullable Progress progress;

    public ServingMetrics(JobMetrics metrics) {
        this.metrics = metrics;
        metrics.group().gauge("serving", (Gauge<Integer>) () -> serving == null ? 0 : 1);
        metrics.group().gauge("swapMillis", (Gauge<Long>) () -> swapMillis);
        metrics.group().gauge("nativeMemoryBytes", (Gauge<Long>) NativeMemory::bytes);
        metrics.group().gauge("servingRevision", (Gauge<Long>) this::servingRevision);
        metrics.group().gauge("wantedRevision", (Gauge<Long>) () -> revision(wanted));
        for (Progress state : Progress.values()) {
            metrics.group().addGroup("preparing", state.name()).gauge("swaps", (Gauge<Integer>)
                    () -> state == progress ? 1 : 0);
        }
    }

    private long servingRevision() {
        Serving now = serving;
        return now == null ? 0 : revision(now.plan());
    }

    private static long revision(@Nullable Plan plan) {
        return plan == null ? 0 : plan.deployment().getRevision();
    }

    /** @param next what is to come; null = nothing */
    void prepares(@Nullable Plan next, ModelDesk.Status status) {
        wanted = next;
        progress = next == null ? null : status.progress();
    }

    void serves(Serving now, Duration opening) {
        serving = now;
        if (!opening.isZero()) {
            swapMillis = opening.toMillis();
        }
        now.plan().versions().forEach(this::register);
        for (String set : now.sets().keySet()) {
            if (known.add("set/" + set)) {
                metrics.group().addGroup("classSet", set).gauge("revision", (Gauge<Long>) () -> revision(set));
            }
        }
    }

    private void register(ModelVersion version) {
        if (known.add("model/" + version.getName() + '/' + version.getVersion())) {
            MetricGroup group = metrics.ofVersion(version);
            role(group, "active", version, Serving::active);
            role(group, "canary", version, Serving::canary);
            role(group, "shadow", version, Serving::shadow);
        }
    }

    private void role(MetricGroup group, String name, ModelVersion version, Function<Serving, @Nullable Served> role) {
        group.gauge(name, (Gauge<Integer>) () -> {
            Serving now = serving;
            Served served = now == null ? null : role.apply(now);
            return served != null && served.version().equals(version) ? 1 : 0;
        });
    }

    private long revision(String set) {
        Serving now = serving;
        ServingSet served = now == null ? null : now.sets().get(set);
        return served == null ? 0 : served.revision();
    }
}
