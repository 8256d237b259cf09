package io.zerostream.job.internal;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.control.ClassSegment;
import io.zerostream.job.internal.control.ClassSegmentSerializer;
import io.zerostream.job.internal.sightings.Frame;
import io.zerostream.job.internal.sightings.Scene;
import io.zerostream.job.internal.stats.LabelCounts;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.util.OutputTag;

/** All state and all side outputs of the job. Names are part of every savepoint: never change one. */
public final class Descriptors {
    /**
     * Records of {@code class-registry}, and the sets that serve (see {@code control.ClassRegistry}), in segments that are
     * counted from 0.
     */
    public static final MapStateDescriptor<Integer, ClassSegment> CLASS_SEGMENTS = new MapStateDescriptor<>(
            "control-class-segments",
            IntSerializer.INSTANCE,
            new ClassSegmentSerializer(JobTypes.CLASS_RECORD.createSerializer(new SerializerConfigImpl())));

    /** The same, a record an entry by its key, as the first release wrote it; empty since. */
    public static final MapStateDescriptor<String, ClassRegistryRecord> CLASSES =
            new MapStateDescriptor<>("control-classes", Types.STRING, JobTypes.CLASS_RECORD);

    /** Records of {@code model-registry} by key, and the plan that serves (see {@code control.ModelRegistry}). */
    public static final MapStateDescriptor<String, ModelRegistryRecord> MODELS =
            new MapStateDescriptor<>("control-models", Types.STRING, JobTypes.MODEL_RECORD);

    /** Last offset applied by topic; and the version of the control state's layout. */
    public static final MapStateDescriptor<String, Long> POSITIONS =
            new MapStateDescriptor<>("control-positions", Types.STRING, Types.LONG);

    /** The last window of a (class set, source), of the last seven days: what the next is compared with. */
    public static final ValueStateDescriptor<LabelCounts> REFERENCE =
            forgotten(new ValueStateDescriptor<>("reference-window", JobTypes.COUNTS));

    /**
     * Sliding windows of a (class set, source), of the last seven days, that a later one may be compared with, by their end,
     * epoch milliseconds.
     */
    public static final MapStateDescriptor<Long, LabelCounts> SLIDING_REFERENCES =
            forgotten(new MapStateDescriptor<>("sliding-reference-windows", Types.LONG, JobTypes.COUNTS));

    /** Late labels of a (class set, source) that were not told yet. */
    public static final ValueStateDescriptor<LabelCounts> LATE_COUNTS =
            new ValueStateDescriptor<>("late-counts", JobTypes.COUNTS);

    /** Labels of a (class set, source) that event time has not reached yet, by theirs, epoch milliseconds. */
    public static final MapStateDescriptor<Long, List<Frame>> SIGHTING_FRAMES =
            new MapStateDescriptor<>("sighting-frames", Types.LONG, Types.LIST(JobTypes.FRAME));

    /** The classes of a (class set, source) that its labels said lately. */
    public static final ValueStateDescriptor<Scene> SCENE = new ValueStateDescriptor<>("scene", JobTypes.SCENE);

    /** Event time of the newest label that a subtask looked at for sightings, epoch milliseconds. */
    public static final ListStateDescriptor<Long> NEWEST_LABEL = new ListStateDescriptor<>("newest-label", Types.LONG);

    /** Pictures without a label. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS = new OutputTag<>("dead-letters", JobTypes.DEAD_LETTER);

    /** Labels of a shadow version, for nobody but {@code labels-shadow}. */
    public static final OutputTag<ZeroShotLabel> SHADOW_LABELS = new OutputTag<>("shadow-labels", JobTypes.LABEL);

    /** Alarms and swaps, for people. */
    public static final OutputTag<JobNotice> NOTICES = new OutputTag<>("notices", JobTypes.NOTICE);

    /** Labels that came after their window was closed. */
    public static final OutputTag<ZeroShotLabel> LATE_LABELS = new OutputTag<>("late-labels", JobTypes.LABEL);

    private Descriptors() {}

    private static <D extends StateDescriptor<?, ?>> D forgotten(D descriptor) {
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(EventTime.REFERENCES_KEPT).build());
        return descriptor;
    }
}
