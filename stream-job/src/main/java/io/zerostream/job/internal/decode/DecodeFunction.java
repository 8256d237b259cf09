package io.zerostream.job.internal.decode;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarms;
import io.zerostream.job.internal.DeadLetters;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.EpochMicros;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.JobMetrics;
import io.zerostream.job.internal.LatencyBudget;
import io.zerostream.job.internal.Rejection;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.ControlStore;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.job.internal.source.ClockWatch;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.image.RgbImage;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encoded pictures to pixels of the size of the model that serves, on the CPU; what cannot be decoded becomes a dead
 * letter. What serves it is told by {@link DecodeOperator}. The second input is model-registry, broadcast, for the time
 * before anything serves; on start it is read to its end first, so that the first picture is decoded to the right size
 * already.
 */
public final class DecodeFunction extends CoProcessFunction<IncomingPicture, ControlRecord, DecodedPicture>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DecodeFunction.class);

    static {
        AvroTrust.trustOurClasses();
    }

    private final String deployment;
    private final long maxBytes;
    private final long maxPixels;
    private final long maxMemory;
    private final long maxWork;
    private final Duration maxTime;
    private final LatencyBudget budget;
    private final EventTime times;
    private final RegistryReader registries;
    private transient @Nullable Running running;

    /**
     * @param deployment the deployment to follow
     * @param limits which pictures are refused unseen; memory is shared with the other subtasks of the process
     * @param budget sheds pictures that waited too long, before decoding them
     * @param times says which clocks are believed; people are told of the others
     * @param registries reads model-registry to its end
     */
    public DecodeFunction(
            String deployment, ImageLimits limits, LatencyBudget budget, EventTime times, RegistryReader registries) {
        this.deployment = deployment;
        this.maxBytes = limits.maxBytes();
        this.maxPixels = limits.maxPixels();
        this.maxMemory = limits.maxMemory();
        this.maxWork = limits.maxWork();
        this.maxTime = limits.maxTime();
        this.budget = budget;
        this.times = times;
        this.registries = registries;
    }

    /** What exists on the task manager only. */
    private record Running(
            ControlState control,
            ControlStore store,
            InputSize size,
            ImagePreprocessor preprocessor,
            JobMetrics metrics,
            Counter pictures,
            Histogram decodeMicros,
            ClockWatch clocks,
            Alarms alarms,
            int subtask) {}

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        // what is wrong with a record is the classify operator's to say; once is enough
        ControlState control =
                new ControlState(deployment, alarm -> LOG.debug("alarm={} {}", alarm.code(), alarm.message()));
        ControlStore store = new ControlStore(context.getOperatorStateStore());
        store.loadInto(control);
        JobMetrics metrics = new JobMetrics(getRuntimeContext().getMetricGroup());
        running = new Running(
                control,
                store,
                new InputSize(),
                new ImagePreprocessor(new ImageLimits(maxBytes, maxPixels, maxMemory, maxWork, maxTime)),
                metrics,
                metrics.counter("pictures"),
                metrics.histogram("decodeMicros"),
                new ClockWatch(times, metrics.counter("clockOff")),
                new Alarms(metrics),
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public void open(OpenContext context) throws Exception {
        Running r = running();
        r.control().apply(registries.readModels());
        nothingServes();
    }

    /** Nothing has been decided to serve yet: then the newest deployment is gone by. On the task's thread. */
    void nothingServes() {
        running().size().nothingServes(running().control().models());
    }

    /** All subtasks of the classify operator serve this from now on. On the task's thread. */
    void serves(Plan plan) {
        running().size().serves(plan);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        running().store().save(running().control());
    }

    @Override
    public void processElement2(ControlRecord record, Context context, Collector<DecodedPicture> out) {
        // no new size of its own: first the job manager is asked whether it matters
        running().control().applyNext(record);
    }

    @Override
    public void processElement1(IncomingPicture picture, Context context, Collector<DecodedPicture> out) {
        running().pictures().inc();
        running().clocks().look(picture).ifPresent(alarm -> tell(alarm, context));
        ImageEvent event = picture.event();
        Rejection late = budget.check(picture.origin(), context.timerService().currentProcessingTime());
        if (picture.rejection() != null) {
            bury(picture, picture.rejection(), context);
        } else if (late != null) {
            bury(picture, late, context);
        } else if (event == null || event.getContent() == null) {
            bury(
                    picture,
                    new Rejection(DeadLetterReason.EMPTY_CONTENT, "the event has neither content nor uri"),
                    context);
        } else {
            try {
                out.collect(decode(picture, event, event.getContent()));
            } catch (ImageRejectedException e) {
                bury(picture, new Rejection(reason(e.reason()), String.valueOf(e.getMessage())), context);
            }
        }
    }

    private DecodedPicture decode(IncomingPicture picture, ImageEvent event, ByteBuffer content)
            throws ImageRejectedException {
        Running r = running();
        long started = System.nanoTime();
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        RgbImage image =
                r.preprocessor().decode(bytes, r.size().height(), r.size().width());
        long micros = (System.nanoTime() - started) / 1000;
        r.decodeMicros().update(micros);
        return new DecodedPicture(
                picture.origin(),
                event.getEventId(),
                event.getSourceId(),
                event.getCapturedAt().toEpochMilli(),
                event.getClassSet(),
                image.height(),
                image.width(),
                image.pixels(),
                picture.queueMicros(),
                micros,
                EpochMicros.now());
    }

    private void tell(Alarm alarm, Context context) {
        running().alarms().accept(alarm);
        context.output(Descriptors.NOTICES, alarm.notice(deployment, running().subtask()));
    }

    private void bury(IncomingPicture picture, Rejection why, Context context) {
        running().metrics().dead(why.reason());
        context.output(Descriptors.DEAD_LETTERS, DeadLetters.of(picture.origin(), picture.identity(), why));
    }

    private static DeadLetterReason reason(ImageRejectedException.Reason reason) {
        return switch (reason) {
            case EMPTY -> DeadLetterReason.EMPTY_CONTENT;
            case TOO_MANY_BYTES -> DeadLetterReason.TOO_MANY_BYTES;
            case UNSUPPORTED_FORMAT -> DeadLetterReason.UNSUPPORTED_FORMAT;
            case TOO_MANY_PIXELS -> DeadLetterReason.TOO_MANY_PIXELS;
            case TOO_MUCH_MEMORY -> DeadLetterReason.TOO_MUCH_MEMORY;
            case TOO_MUCH_WORK -> DeadLetterReason.TOO_MUCH_WORK;
            case UNDECODABLE -> DeadLetterReason.UNDECODABLE;
        };
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("used before initializeState");
        }
        return running;
    }
}
