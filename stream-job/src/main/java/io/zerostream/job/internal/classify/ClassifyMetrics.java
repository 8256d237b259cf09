package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.EpochMicros;
import io.zerostream.job.internal.JobMetrics;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;

/** What the classify operator counts. Task thread only, but for the gauges, which read volatile fields. */
final class ClassifyMetrics {
    private final JobMetrics metrics;
    private final Counter pictures;
    private final Counter labelled;
    private final Counter unknown;
    private final Counter batches;
    private final Histogram batchSize;
    private final Histogram batchWait;
    private final Histogram queueWait;
    private final Histogram inference;
    private final Set<String> known = new HashSet<>();
    private volatile String activeModel = "";
    private volatile long swapMillis;
    private volatile Map<String, ServingSet> sets = Map.of();

    ClassifyMetrics(JobMetrics metrics, BatchPace pace) {
        this.metrics = metrics;
        pictures = metrics.counter("pictures");
        labelled = metrics.counter("labelled");
        unknown = metrics.counter("unknown");
        batches = metrics.counter("batches");
        batchSize = metrics.histogram("batchSize");
        batchWait = metrics.histogram("batchWaitMicros");
        queueWait = metrics.histogram("queueMicros");
        inference = metrics.histogram("inferenceMicros");
        metrics.group().gauge("batchLimit", (Gauge<Integer>) pace::size);
        metrics.group().gauge("swapMillis", (Gauge<Long>) () -> swapMillis);
    }

    void arrived(DecodedPicture picture) {
        pictures.inc();
        queueWait.update(picture.queueMicros());
    }

    void submitted(Batch batch) {
        batches.inc();
        batchSize.update(batch.size());
        batchWait.update(EpochMicros.since(batch.pictures().get(0).picture().decodedAtMicros()));
    }

    void done(BatchResult result) {
        inference.update(result.inferenceMicros());
        for (Verdict verdict : result.verdicts()) {
            if (verdict instanceof Verdict.Labelled label) {
                count(label.label());
            } else if (verdict instanceof Verdict.Dead dead) {
                metrics.dead(dead.letter().getReason());
            }
        }
    }

    private void count(ZeroShotLabel label) {
        (label.getOutcome() == Outcome.UNKNOWN ? unknown : labelled).inc();
    }

    /** Registers a gauge for a model or set when it is first seen; Prometheus takes names as labels, numbers as values. */
    void serves(Serving serving, Duration opening) {
        String model = serving.plan().modelId();
        activeModel = model;
        sets = serving.sets();
        if (!opening.isZero()) {
            swapMillis = opening.toMillis();
        }
        if (known.add("model/" + model)) {
            metrics.group()
                    .addGroup("model", serving.plan().version().getName())
                    .addGroup("version", serving.plan().version().getVersion())
                    .gauge("active", (Gauge<Integer>) () -> activeModel.equals(model) ? 1 : 0);
        }
        for (String set : serving.sets().keySet()) {
            if (known.add("set/" + set)) {
                metrics.group().addGroup("classSet", set).gauge("revision", (Gauge<Long>) () -> revision(set));
            }
        }
    }

    private long revision(String set) {
        ServingSet served = sets.get(set);
        return served == null ? 0 : served.revision();
    }
}
