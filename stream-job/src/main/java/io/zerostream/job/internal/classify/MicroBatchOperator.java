package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarms;
import io.zerostream.job.internal.Closing;
import io.zerostream.job.internal.DeadLetters;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.Failure;
import io.zerostream.job.internal.JobMetrics;
import io.zerostream.job.internal.LatencyBudget;
import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.Rejection;
import io.zerostream.job.internal.Threads;
import io.zerostream.job.internal.control.ClassRegistry;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.ControlStore;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.job.internal.models.Devices;
import io.zerostream.job.internal.models.ModelOpener;
import io.zerostream.job.internal.models.ProbedOpening;
import io.zerostream.job.internal.models.SharedModels;
import io.zerostream.job.internal.serving.Agreeing;
import io.zerostream.job.internal.serving.Background;
import io.zerostream.job.internal.serving.Coordinators;
import io.zerostream.job.internal.serving.Notices;
import io.zerostream.job.internal.serving.Serving;
import io.zerostream.job.internal.serving.ServingControl;
import io.zerostream.job.internal.serving.ServingMetrics;
import io.zerostream.job.internal.serving.SetThread;
import io.zerostream.job.internal.serving.SwapLog;
import io.zerostream.job.internal.serving.SwapsTold;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * The heart of the job: pictures on the first input, registry records broadcast on the second; labels out, dead letters,
 * shadow labels and notices by the side.
 *
 * <p>A batch closes when it is full, when its oldest picture has waited long enough, before a checkpoint barrier and at
 * the end of input. So between barriers every picture that came in has gone out, and a snapshot holds control state only:
 * after a failure the source repeats what the barrier had not passed. At most {@link #MAX_UNDER_WAY} closed batches are
 * under way, one computing and one ready behind it, so that the device never waits for the task's thread; further
 * pictures wait in Flink's buffers, which is back-pressure. Results come back in order, by mail.
 *
 * <p>Each batch is answered with what served when it was closed; control takes effect from the next batch on. Pictures
 * that come before anything can serve wait, too: then the operator reads the registries by itself, for while it waits in
 * {@link #processElement1} Flink gives it no control records.
 *
 * <p>A device that is sick, or does not come back from a batch within its time, fails the task: no picture is to blame.
 * After the restart nothing serves, and no picture is taken, until the model answers its probe pictures.
 */
public final class MicroBatchOperator extends AbstractStreamOperator<ZeroShotLabel>
        implements TwoInputStreamOperator<DecodedPicture, ControlRecord, ZeroShotLabel>,
                BoundedMultiInput,
                InferenceThread.WhenDone,
                ProcessingTimeCallback {
    private static final Duration LOOK_AT_TOPICS = Duration.ofSeconds(1);
    private static final long serialVersionUID = 1L;
    private static final int MAX_UNDER_WAY = 2;
    private static final double MICROS_A_MILLI = 1000;
    private static final int PICTURES = 1;

    static {
        AvroTrust.trustOurClasses();
    }

    private final transient Mail mail;
    private final transient Outputs outputs;
    private final transient ClassifyMetrics counted;
    private final transient SetThread sets;
    private final transient ControlState control;
    private final transient ServingControl servingControl;
    private final transient Devices devices;
    private final transient Background background;
    private final transient InferenceThread inference;
    private final transient EventTimeOut time;
    private final transient LatencyBudget budget;
    private final transient BatchPace pace;
    private final transient UnderWay underWay;
    private final transient CheckpointWatch checkpoints;
    private final transient ProbedOpening opening;
    private final transient List<Batch.Pending> filling = new ArrayList<>();
    private transient @Nullable ControlStore store;

    MicroBatchOperator(
            StreamOperatorParameters<ZeroShotLabel> parameters,
            ClassifySettings settings,
            RegistryReader registries,
            ModelOpener models,
            Coordinators coordinators,
            SharedModels.BySubtask sharedModels) {
        super(parameters);
        JobMetrics jobMetrics = new JobMetrics(getMetricGroup());
        Alarms log = new Alarms(jobMetrics);
        mail = new Mail(parameters.getMailboxExecutor());
        outputs = new Outputs(output);
        time = new EventTimeOut(output);
        Notices notices = new Notices(
                settings.deployment(),
                getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks(),
                mail,
                outputs::notice);
        Consumer<Alarm> alarms = log.andThen(
                settings.pinned() ? new PinnedRun(settings.swapTimeout(), System::nanoTime) : notices::alarm);
        budget = settings.budget();
        pace = new BatchPace(settings.batching(), MAX_UNDER_WAY);
        Duration timeLimit = settings.batching().timeLimit();
        underWay = new UnderWay(processingTimeService, timeLimit, this::giveUp);
        checkpoints = new CheckpointWatch(processingTimeService::getCurrentProcessingTime, alarms);
        if (!settings.pinned()) {
            jobMetrics.group().gauge("checkpointAgeSeconds", (Gauge<Long>) checkpoints::ageSeconds);
        }
        devices = new Devices(getRuntimeContext(), settings.gpu());
        SharedModels shared = sharedModels.of(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        opening = new ProbedOpening(models, shared, devices::get, timeLimit, threads("probe"));
        BatchRunner runner = new BatchRunner(alarms);
        sets = new SetThread(mail, threads("class-sets"));
        control =
                new ControlState(settings.deployment(), alarms, new ClassRegistry(alarms, sets, this::classSetSwapped));
        ServingMetrics servingMetrics = new ServingMetrics(jobMetrics);
        SwapLog swaps = new SwapLog(notices);
        servingControl = new ServingControl(
                control,
                listener -> new Agreeing(
                        coordinators.of(this),
                        getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
                        getRuntimeContext().getTaskInfo().getAttemptNumber(),
                        control,
                        mail,
                        listener),
                alarms,
                new SwapsTold(servingMetrics, swaps));
        counted = new ClassifyMetrics(jobMetrics, pace, runner, servingControl::deviceSick);
        background = new Background(registries, opening, mail, servingControl, threads("model-loader"));
        inference = new InferenceThread(runner, mail, this, threads("inference"));
    }

    private void classSetSwapped() {
        servingControl.setsChanged();
    }

    private ThreadFactory threads(String role) {
        return Threads.named(
                role + " of " + getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks(), getUserCodeClassloader());
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        store = new ControlStore(context.getOperatorStateStore());
        store.loadInto(control);
    }

    @Override
    public void open() throws Exception {
        super.open();
        devices.get();
        servingControl.start(background);
        // one that sees it restarts them all
        if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            background.watchRegistries(LOOK_AT_TOPICS);
        }
    }

    @Override
    public void processElement1(StreamRecord<DecodedPicture> element) throws Exception {
        while (serving() == null) {
            mail.await();
        }
        DecodedPicture picture = element.getValue();
        long timestamp = element.hasTimestamp() ? element.getTimestamp() : picture.capturedAt();
        counted.arrived(picture);
        Rejection late = budget.check(picture.origin(), now());
        if (late != null) {
            counted.dead(late.reason());
            outputs.dead(DeadLetters.of(picture.origin(), picture.identity(), late), timestamp);
            return;
        }
        time.owe(timestamp);
        filling.add(new Batch.Pending(picture, timestamp));
        if (pace.joined(now(), underWay.size())) {
            processingTimeService.registerTimer(pace.deadline(), this);
        }
        // a mail that runs while we wait may close the batch, or change its size
        while (filling.size() >= pace.size()) {
            closeOrWait();
        }
    }

    @Override
    public void processElement2(StreamRecord<ControlRecord> element) {
        servingControl.apply(element.getValue());
    }

    @Override
    public void onProcessingTime(long now) {
        closeIfDue();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        Objects.requireNonNull(store, "state is opened before it is saved").save(control);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        checkpoints.completed();
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        checkpoints.failed();
    }

    @Override
    public void endInput(int inputId) throws Exception {
        if (inputId == PICTURES) {
            flush();
            servingControl.leave();
        }
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    @Override
    public void close() {
        // servingControl first: what is being opened is given up before its thread is interrupted
        Closing.all(
                "the classifier",
                servingControl,
                background,
                opening,
                sets,
                () -> control.classes().close(),
                inference,
                devices,
                super::close);
    }

    /** What batches are answered with; null = pictures wait. */
    @Nullable
    Serving serving() {
        return servingControl.serving();
    }

    /** Every picture that came in goes out. */
    private void flush() throws InterruptedException {
        while (!filling.isEmpty() || underWay.size() > 0) {
            closeOrWait();
        }
    }

    private void closeOrWait() throws InterruptedException {
        if (!filling.isEmpty() && underWay.size() < MAX_UNDER_WAY) {
            closeBatch();
        } else {
            mail.await();
        }
    }

    /** Time is up for the oldest picture. While all places are taken the batch goes on filling; it is looked at again. */
    private void closeIfDue() {
        boolean due = now() >= pace.deadline();
        if (due && !filling.isEmpty() && underWay.size() < MAX_UNDER_WAY) {
            closeBatch();
        }
    }

    private void closeBatch() {
        Serving serving = Objects.requireNonNull(serving(), "pictures are taken only when something serves");
        serving.retain();
        Batch batch = new Batch(filling, serving, pace.close());
        filling.clear();
        time.closeBatch();
        underWay.add(batch);
        counted.submitted(batch);
        inference.submit(batch);
    }

    /** The task ends without what the model is at: a native call cannot be interrupted. */
    private void giveUp(Failure failure) {
        inference.giveUp();
        throw failure;
    }

    private long now() {
        return processingTimeService.getCurrentProcessingTime();
    }

    @Override
    public void answered(Batch batch, Batch.Result result) {
        underWay.answered();
        counted.answered(result);
        pace.answered(batch.size(), now() - batch.openedAt(), result.inferenceMicros() / MICROS_A_MILLI);
        outputs.answers(batch, result);
        time.finishBatch();
        closeIfDue();
    }

    @Override
    public void shadowed(Batch batch, ShadowResult result) {
        counted.shadowed(result);
        outputs.shadow(batch, result);
        underWay.done();
        closeIfDue();
    }

    @Override
    public void broke(Batch batch, Throwable why) {
        underWay.done();
        throw Failure.of(batch.serving().plan().modelId(), batch.size(), why);
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        time.receive(mark);
    }

    /** Control has no time. */
    @Override
    public void processWatermark2(Watermark mark) {}

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int index) {
        if (index == 0) {
            time.idle(status.isIdle());
        }
    }
}
