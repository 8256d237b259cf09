package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.EpochMicros;
import io.zerostream.job.internal.JobMetrics;
import io.zerostream.schemas.avro.DeadLetterReason;
import java.util.function.BooleanSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;

/** What the classify operator counts on a picture's way through it. Task thread only. */
final class ClassifyMetrics {
    private final JobMetrics metrics;
    private final LabelMetrics labels;
    private final ShadowMetrics shadow;
    private final Counter pictures;
    private final Counter batches;
    private final Histogram batchSize;
    private final Histogram batchWait;
    private final Histogram queueWait;
    private final Histogram inference;

    /**
     * @param runner asked for its limit
     * @param deviceSick asked whether the device is sick; any thread
     */
    ClassifyMetrics(JobMetrics metrics, BatchPace pace, BatchRunner runner, BooleanSupplier deviceSick) {
        this.metrics = metrics;
        labels = new LabelMetrics(metrics);
        shadow = new ShadowMetrics(metrics);
        pictures = metrics.counter("pictures");
        batches = metrics.counter("batches");
        batchSize = metrics.histogram("batchSize");
        batchWait = metrics.histogram("batchWaitMicros");
        queueWait = metrics.histogram("queueMicros");
        inference = metrics.histogram("inferenceMicros");
        metrics.group().gauge("batchLimit", (Gauge<Integer>) pace::size);
        metrics.group().gauge("callLimit", (Gauge<Integer>) runner::callLimit);
        metrics.group().gauge("deviceSick", (Gauge<Integer>) () -> deviceSick.getAsBoolean() ? 1 : 0);
    }

    void arrived(DecodedPicture picture) {
        pictures.inc();
        queueWait.update(picture.queueMicros());
    }

    void dead(DeadLetterReason reason) {
        metrics.dead(reason);
    }

    void submitted(Batch batch) {
        batches.inc();
        batchSize.update(batch.size());
        batchWait.update(EpochMicros.since(batch.pictures().get(0).picture().decodedAtMicros()));
    }

    void answered(Batch.Result result) {
        inference.update(result.inferenceMicros());
        for (Batch.Verdict verdict : result.verdicts()) {
            if (verdict instanceof Batch.Verdict.Labelled label) {
                labels.count(label.label());
            } else if (verdict instanceof Batch.Verdict.Dead dead) {
                metrics.dead(dead.letter().getReason());
            }
        }
    }

    void shadowed(ShadowResult result) {
        shadow.count(result);
    }
}
