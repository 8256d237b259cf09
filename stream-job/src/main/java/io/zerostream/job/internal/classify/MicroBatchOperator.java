package io.zerostream.job.internal.classify;

import ai.djl.Device;
import io.zerostream.job.internal.Alarms;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.JobMetrics;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.ControlStore;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.apache.flink.api.common.operators.ProcessingTimeService.ProcessingTimeCallback;
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
 * The heart of the job: pictures on the first input, registry records broadcast on the second; labels out, dead letters
 * by the side.
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
 */
public final class MicroBatchOperator extends AbstractStreamOperator<ZeroShotLabel>
        implements TwoInputStreamOperator<DecodedPicture, ControlRecord, ZeroShotLabel>,
                BoundedMultiInput,
                ProcessingTimeCallback {
    private static final long serialVersionUID = 1L;
    private static final int MAX_UNDER_WAY = 2;
    private static final int MAX_FAILURES = 3;
    private static final double MICROS_A_MILLI = 1000;
    private static final int PICTURES = 1;
    private static final String GPU = "gpu";

    static {
        AvroTrust.trustOurClasses();
    }

    private final transient ClassifySettings settings;
    private final transient Mail mail;
    private final transient ClassifyMetrics counted;
    private final transient ControlState control;
    private final transient ServingControl servingControl;
    private final transient Background background;
    private final transient InferenceThread inference;
    private final transient WatermarkHold watermarks = new WatermarkHold();
    private final transient BatchPace pace;
    private final transient List<Pending> filling = new ArrayList<>();
    private transient @Nullable ControlStore store;
    private transient int underWay;
    private transient int failuresInARow;
    private transient boolean inputIdle;
    private transient boolean outputIdle;

    MicroBatchOperator(
            StreamOperatorParameters<ZeroShotLabel> parameters,
            ClassifySettings settings,
            RegistryReader registries,
            ModelOpener models) {
        super(parameters);
        this.settings = settings;
        JobMetrics jobMetrics = new JobMetrics(getMetricGroup());
        Alarms alarms = new Alarms(jobMetrics);
        mail = new Mail(parameters.getMailboxExecutor());
        pace = new BatchPace(settings.batching(), MAX_UNDER_WAY);
        counted = new ClassifyMetrics(jobMetrics, pace);
        control = new ControlState(settings.deployment(), alarms);
        servingControl = new ServingControl(control, alarms, counted::serves);
        Device device = device();
        background = new Background(
                registries,
                plan -> SharedModels.OF_PROCESS.acquire(
                        new SharedModels.Key(device.toString(), plan.version().getSha256()),
                        () -> models.open(plan.version(), device)),
                mail,
                servingControl,
                threads("model-loader"));
        inference = new InferenceThread(new BatchRunner(alarms), mail, this::batchDone, threads("inference"));
    }

    private Device device() {
        if (!settings.gpu()) {
            return Device.cpu();
        }
        return getRuntimeContext().getExternalResourceInfos(GPU).stream()
                .flatMap(info -> info.getProperty("index").stream())
                .mapToInt(Integer::parseInt)
                .sorted()
                .mapToObj(Device::gpu)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "gpu.per-slot asks for a GPU but Flink assigned none: set external-resources: gpu on the task managers"));
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
        servingControl.start(background);
    }

    @Override
    public void processElement1(StreamRecord<DecodedPicture> element) throws Exception {
        while (!serves()) {
            mail.await();
        }
        DecodedPicture picture = element.getValue();
        long timestamp = element.hasTimestamp() ? element.getTimestamp() : picture.capturedAt();
        counted.arrived(picture);
        watermarks.owe(timestamp);
        filling.add(new Pending(picture, timestamp));
        if (pace.joined(processingTimeService.getCurrentProcessingTime(), underWay)) {
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
    public void onProcessingTime(long time) {
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
    public void endInput(int inputId) throws Exception {
        if (inputId == PICTURES) {
            flush();
        }
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        background.close();
        inference.close();
        servingControl.close();
        super.close();
    }

    /** Whether pictures are taken; else they wait. */
    boolean serves() {
        return servingControl.serving() != null;
    }

    /** Every picture that came in goes out. */
    private void flush() throws InterruptedException {
        while (!filling.isEmpty() || underWay > 0) {
            closeOrWait();
        }
    }

    private void closeOrWait() throws InterruptedException {
        if (!filling.isEmpty() && underWay < MAX_UNDER_WAY) {
            closeBatch();
        } else {
            mail.await();
        }
    }

    /** Time is up for the oldest picture. While all places are taken the batch goes on filling; it is looked at again. */
    private void closeIfDue() {
        boolean due = processingTimeService.getCurrentProcessingTime() >= pace.deadline();
        if (due && !filling.isEmpty() && underWay < MAX_UNDER_WAY) {
            closeBatch();
        }
    }

    private void closeBatch() {
        Serving serving =
                Objects.requireNonNull(servingControl.serving(), "pictures are taken only when something serves");
        serving.model().retain();
        Batch batch = new Batch(filling, serving, pace.close());
        filling.clear();
        watermarks.closeBatch();
        underWay++;
        counted.submitted(batch);
        inference.submit(batch);
    }

    private void batchDone(Batch batch, BatchResult result) {
        underWay--;
        failuresInARow = result.failure() == null ? 0 : failuresInARow + 1;
        if (failuresInARow >= MAX_FAILURES) {
            throw new IllegalStateException(
                    MAX_FAILURES + " batches in a row came to nothing with model "
                            + batch.serving().plan().modelId() + ": deploy another version, or look at the device",
                    result.failure());
        }
        counted.done(result);
        pace.answered(
                batch.size(),
                processingTimeService.getCurrentProcessingTime() - batch.openedAt(),
                result.inferenceMicros() / MICROS_A_MILLI);
        for (int i = 0; i < batch.size(); i++) {
            emit(result.verdicts().get(i), batch.pictures().get(i).timestamp());
        }
        watermarks.finishBatch();
        closeIfDue();
        advanceTime();
    }

    private void emit(Verdict verdict, long timestamp) {
        if (verdict instanceof Verdict.Labelled label) {
            output.collect(new StreamRecord<>(label.label(), timestamp));
        } else if (verdict instanceof Verdict.Dead dead) {
            output.collect(Descriptors.DEAD_LETTERS, new StreamRecord<>(dead.letter(), timestamp));
        }
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        watermarks.receive(mark.getTimestamp());
        advanceTime();
    }

    /** Control has no time. */
    @Override
    public void processWatermark2(Watermark mark) {}

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int index) {
        if (index == 0) {
            inputIdle = status.isIdle();
            advanceTime();
        }
    }

    /** Downstream hears that we are idle only when nothing is owed, or windows would close without what is still to come. */
    private void advanceTime() {
        boolean idle = inputIdle && watermarks.owesNothing();
        if (outputIdle && !idle) {
            outputIdle = false;
            output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        }
        if (watermarks.advance()) {
            output.emitWatermark(new Watermark(watermarks.emitted()));
        }
        if (idle && !outputIdle) {
            outputIdle = true;
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
        }
    }
}
