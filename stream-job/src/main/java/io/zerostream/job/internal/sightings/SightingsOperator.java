package io.zerostream.job.internal.sightings;

import io.zerostream.job.config.SightingSettings;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Finds sightings, also when all sources have fallen silent. Then no picture moves event time any more, and classes would
 * stay for ever: so when Flink has called the input idle for as long as {@code sightings.gap} of the wall clock, and as long
 * again as labels may be late, event time goes on, in this operator only, until nothing is there any more. Idle is what was read to its end: while pictures
 * wait for a model, or a device, the input is not.
 *
 * <p>Timers of Flink by processing time would do it wrongly: they live on in checkpoints, and all that came due during an
 * outage would fire at the restart, before the pictures that waited meanwhile.
 */
public final class SightingsOperator extends KeyedProcessOperator<Tuple2<String, String>, ZeroShotLabel, Sighting> {
    private static final long serialVersionUID = 1L;

    private final long gap;
    private final long late;
    private transient long eventTime;
    /** Event time of the newest label, of all that were ever here; after a restart, of all subtasks. */
    private transient long newest;

    private transient @Nullable ListState<Long> kept;
    private transient @Nullable ScheduledFuture<?> waiting;

    /**
     * @param settings when a class has appeared, and left
     * @param late how late labels may be, by event time
     */
    public SightingsOperator(SightingSettings settings, Duration late) {
        super(new FindSightings(settings));
        gap = settings.gap().toMillis();
        this.late = late.toMillis();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        eventTime = Long.MIN_VALUE;
        newest = Long.MIN_VALUE;
        kept = context.getOperatorStateStore().getUnionListState(Descriptors.NEWEST_LABEL);
        for (long time : kept.get()) {
            newest = Math.max(newest, time);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        if (kept == null) {
            throw new IllegalStateException("used before its state was there");
        }
        kept.update(List.of(newest));
    }

    @Override
    public void processElement(StreamRecord<ZeroShotLabel> label) throws Exception {
        newest = Math.max(newest, label.getTimestamp());
        super.processElement(label);
    }

    /** One that event time has gone past by itself is of no use. */
    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() > eventTime) {
            eventTime = mark.getTimestamp();
            super.processWatermark(mark);
        }
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
        if (status.isIdle()) {
            long then = getProcessingTimeService().getCurrentProcessingTime() + gap + late;
            waiting = getProcessingTimeService().registerTimer(then, now -> letTimeGoOn());
        }
        super.processWatermarkStatus(status);
    }

    private void letTimeGoOn() throws Exception {
        waiting = null;
        if (newest != Long.MIN_VALUE) {
            processWatermark(new Watermark(newest + gap));
        }
    }
}
