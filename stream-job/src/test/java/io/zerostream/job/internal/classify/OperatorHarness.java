package io.zerostream.job.internal.classify;

import io.zerostream.job.config.Batching;
import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.LatencyBudget;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.job.internal.models.ModelOpener;
import io.zerostream.job.internal.models.SharedModels;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** The operator with Flink's test harness around it; the test's thread is the task's thread. Time stands still. */
final class OperatorHarness implements AutoCloseable {
    static final int BATCH = 4;
    static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AbstractStreamOperatorTestHarness<ZeroShotLabel> flink;
    private final MicroBatchOperator operator;
    private final TaskMailbox mailbox;
    private boolean closed;

    OperatorHarness(TestRegistries registries, ModelOpener models, @Nullable OperatorSubtaskState restored)
            throws Exception {
        this(new Batching(BATCH, DELAY), registries, models, restored);
    }

    OperatorHarness(
            Batching batching, TestRegistries registries, ModelOpener models, @Nullable OperatorSubtaskState restored)
            throws Exception {
        this(batching, Duration.ZERO, registries, models, restored);
    }

    OperatorHarness(
            Batching batching,
            Duration latencyBudget,
            TestRegistries registries,
            ModelOpener models,
            @Nullable OperatorSubtaskState restored)
            throws Exception {
        this(batching, latencyBudget, registries, models, restored, new TestJobManager(1));
    }

    OperatorHarness(
            TestRegistries registries,
            ModelOpener models,
            @Nullable OperatorSubtaskState restored,
            TestJobManager jobManager)
            throws Exception {
        this(new Batching(BATCH, DELAY), Duration.ZERO, registries, models, restored, jobManager);
    }

    /** As a replay has it, whose registries are pinned. */
    static OperatorHarness pinned(TestRegistries registries, ModelOpener models) throws Exception {
        return new OperatorHarness(
                new Batching(BATCH, DELAY), Duration.ZERO, registries, models, null, new TestJobManager(1), true);
    }

    private OperatorHarness(
            Batching batching,
            Duration latencyBudget,
            TestRegistries registries,
            ModelOpener models,
            @Nullable OperatorSubtaskState restored,
            TestJobManager jobManager)
            throws Exception {
        this(batching, latencyBudget, registries, models, restored, jobManager, false);
    }

    private OperatorHarness(
            Batching batching,
            Duration latencyBudget,
            TestRegistries registries,
            ModelOpener models,
            @Nullable OperatorSubtaskState restored,
            TestJobManager jobManager,
            boolean pinned)
            throws Exception {
        MicroBatchOperatorFactory factory = new MicroBatchOperatorFactory(
                new ClassifySettings(batching, new LatencyBudget(latencyBudget), "default", false, pinned, PATIENCE),
                registries,
                models,
                jobManager,
                subtask -> SharedModels.OF_PROCESS);
        flink = new AbstractStreamOperatorTestHarness<>(factory, 1, 1, 0);
        flink.setup(JobTypes.LABEL.createSerializer(new SerializerConfigImpl()));
        if (restored != null) {
            flink.initializeState(restored);
        }
        flink.open();
        operator = (MicroBatchOperator) flink.getOperator();
        mailbox = flink.getTaskMailbox();
    }

    void picture(DecodedPicture picture, long timestamp) throws Exception {
        operator.processElement1(new StreamRecord<>(picture, timestamp));
    }

    void control(ControlRecord record) {
        operator.processElement2(new StreamRecord<>(record));
    }

    void watermark(long timestamp) throws Exception {
        operator.processWatermark1(new Watermark(timestamp));
    }

    void idle(boolean idle) throws Exception {
        operator.processWatermarkStatus1(idle ? WatermarkStatus.IDLE : WatermarkStatus.ACTIVE);
    }

    void advance(Duration time) throws Exception {
        flink.setProcessingTime(flink.getProcessingTime() + time.toMillis());
    }

    void barrier() throws Exception {
        flink.prepareSnapshotPreBarrier(1);
    }

    OperatorSubtaskState snapshot() throws Exception {
        flink.prepareSnapshotPreBarrier(1);
        return flink.snapshot(1, 1);
    }

    void checkpointCompleted() throws Exception {
        operator.notifyCheckpointComplete(1);
    }

    void checkpointFailed() throws Exception {
        operator.notifyCheckpointAborted(1);
    }

    boolean serves() {
        return operator.serving() != null;
    }

    /** A set that pictures may be matched against. */
    ServingSet set(String name) {
        return operator.serving().sets().get(name);
    }

    void endInput() throws Exception {
        operator.endInput(1);
    }

    /** Does what the task's thread would do, until something holds. */
    void until(BooleanSupplier holds) throws Exception {
        while (!holds.getAsBoolean()) {
            mailbox.take(0).run();
        }
    }

    /** Does what there is to do, without waiting. */
    void runMails() throws Exception {
        for (var mail = mailbox.tryTake(0); mail.isPresent(); mail = mailbox.tryTake(0)) {
            mail.get().run();
        }
    }

    void untilServing() throws Exception {
        until(this::serves);
    }

    /** Until a revision of a set serves. */
    void untilMatching(String set, long revision) throws Exception {
        until(() -> set(set) != null && set(set).revision() == revision);
    }

    /** Until a revision of the deployment serves. */
    void untilFollowed(long revision) throws Exception {
        until(() -> notices().stream()
                .anyMatch(notice -> notice.getCode().equals("MODEL") && notice.getRevision() == revision));
    }

    List<ZeroShotLabel> labels() {
        return flink.extractOutputValues();
    }

    /** Version of the last label. */
    String lastVersion() {
        List<ZeroShotLabel> labels = labels();
        return labels.isEmpty() ? "" : labels.get(labels.size() - 1).getModelVersion();
    }

    /** Drops all labels so far. */
    void forgetOutput() {
        flink.getOutput().clear();
    }

    List<String> labelled() {
        return labels().stream().map(ZeroShotLabel::getEventId).toList();
    }

    List<DeadLetter> deadLetters() {
        return side(Descriptors.DEAD_LETTERS);
    }

    List<ZeroShotLabel> shadowLabels() {
        return side(Descriptors.SHADOW_LABELS);
    }

    List<JobNotice> notices() {
        return side(Descriptors.NOTICES);
    }

    private <T> List<T> side(OutputTag<T> tag) {
        Queue<StreamRecord<T>> records = flink.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }

    /** Labels as {@code id@timestamp}, watermarks as {@code w5}, statuses as {@code idle} and {@code active}. */
    List<String> output() {
        List<String> output = new ArrayList<>();
        for (Object element : flink.getOutput()) {
            if (element instanceof Watermark watermark) {
                output.add("w" + watermark.getTimestamp());
            } else if (element instanceof WatermarkStatus status) {
                output.add(status.isIdle() ? "idle" : "active");
            } else if (element instanceof StreamRecord<?> record && record.getValue() instanceof ZeroShotLabel label) {
                output.add(label.getEventId() + '@' + record.getTimestamp());
            }
        }
        return output;
    }

    /** Closes the operator alone, with the interrupt that Flink sends to a task that takes long to end. */
    void closeInterrupted() throws Exception {
        closed = true;
        Thread.currentThread().interrupt();
        operator.close();
    }

    @Override
    public void close() throws Exception {
        if (!closed) {
            closed = true;
            flink.close();
        }
    }
}
