package io.zerostream.job.internal.control;

import static io.zerostream.job.internal.control.Registry.prototype;
import static io.zerostream.job.internal.control.Registry.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.zerostream.job.internal.Descriptors;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RunnableFuture;
import java.util.stream.IntStream;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.BackendWritableBroadcastState;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.junit.jupiter.api.Test;

/** The class registry in Flink's own operator state. */
class ControlStoreTest extends ControlFixture {
    private static final int LARGEST = 16 << 20;

    @Test
    void whatWasSavedIsRestored() throws Exception {
        complete("s", 1, "red", "blue");
        for (int i = 0; i < 2 * ClassSegment.RECORDS; i++) {
            apply(registry.put(prototype("class " + i, i, 1, -0.5f)));
        }
        apply(registry.put(set("s", 2, "red", "never-comes")));
        Map<String, ClassRegistryRecord> saved =
                Map.copyOf(control.classes().records().all());
        OperatorStateHandle handle;
        try (DefaultOperatorStateBackend backend = backend(List.of())) {
            new ControlStore(backend).save(control);
            handle = snapshot(backend);
        }

        control = new ControlState("default", alarms::add);
        try (DefaultOperatorStateBackend backend = backend(List.of(handle))) {
            new ControlStore(backend).loadInto(control);
        }

        assertThat(control.classes().records().all()).isEqualTo(saved);
        assertThat(serving()).containsExactly("s@1");
        assertThat(control.classes().waiting().get("s")).contains("never-comes");
        assertThat(alarms).isEmpty();
    }

    @Test
    void anUnchangedRegistryIsNeitherCopiedNorPutIntoTheStateAnew() throws Exception {
        complete("s", 1, "red");
        try (DefaultOperatorStateBackend backend = backend(List.of())) {
            ControlStore store = new ControlStore(backend);
            BroadcastState<Integer, ClassSegment> state = backend.getBroadcastState(Descriptors.CLASS_SEGMENTS);
            store.save(control);
            ClassSegment first = state.get(0);
            store.save(control);
            assertThat(state.get(0)).isSameAs(first);
            // what Flink takes on the task's thread
            var taken = ((BackendWritableBroadcastState<Integer, ClassSegment>) state).deepCopy();
            assertThat(taken.get(0)).isSameAs(first);

            ClassRegistryRecord red = control.classes().records().get(RegistryKeys.prototype("rgb", "red"));
            apply(registry.put(prototype("green", 0, 1, 0)));
            store.save(control);
            assertThat(state.get(0)).isNotSameAs(first);
            assertThat(state.get(0).records())
                    .anySatisfy(record -> assertThat(record).isSameAs(red));
        }
    }

    @Test
    void theTaskThreadTakesReferencesOfVectorsOnly() throws Exception {
        int classes = 4000;
        int attributes = 312;
        apply(registry.put(Registry.space(
                IntStream.range(0, attributes).mapToObj(i -> "a" + i).toArray(String[]::new))));
        Registry.shades("rgb", attributes, classes).forEach(shade -> apply(registry.put(shade)));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (DefaultOperatorStateBackend backend = backend(List.of())) {
            ControlStore store = new ControlStore(backend);
            store.save(control);
            snapshot(backend);
            apply(registry.put(Registry.shades("rgb", attributes, 1).get(0)));

            long before = threads.getCurrentThreadAllocatedBytes();
            store.save(control);
            var writing = write(backend);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated where vectors take %s", classes * attributes * Float.BYTES)
                    .isLessThan(classes * attributes * Float.BYTES / 4);
            writing.run();
            // compact: little but the numbers themselves
            assertThat(writing.get().getJobManagerOwnedSnapshot().getStateSize())
                    .isLessThan(classes * (long) attributes * Float.BYTES + classes * 200L);
        }
    }

    @Test
    void aSnapshotIsOfTheMomentItWasTakenAlthoughItIsWrittenLater() throws Exception {
        complete("s", 1, "red");
        OperatorStateHandle handle;
        try (DefaultOperatorStateBackend backend = backend(List.of())) {
            ControlStore store = new ControlStore(backend);
            store.save(control);
            var writing = write(backend);
            complete("s", 2, "blue");
            apply(registry.put(prototype("red", 0, 1, 0)));
            store.save(control);
            writing.run();
            handle = writing.get().getJobManagerOwnedSnapshot();
        }

        control = new ControlState("default", alarms::add);
        try (DefaultOperatorStateBackend backend = backend(List.of(handle))) {
            new ControlStore(backend).loadInto(control);
        }
        assertThat(serving()).containsExactly("s@1");
        assertThat(control.classes()
                        .serving()
                        .get("s")
                        .scorer()
                        .match(new float[] {1, 0, 0}, 1)
                        .get(0)
                        .similarity())
                .isEqualTo(1);
    }

    @Test
    void largeSetsServeAsSoonAsTheyAreRestored() throws Exception {
        List<ClassPrototype> shades = Registry.shades("rgb", 3, SetsBuilt.LARGE);
        complete("s", 1, "red");
        shades.forEach(shade -> apply(registry.put(shade)));
        apply(registry.put(Registry.with(set("s", 2, "red"), shades)));
        apply(registry.put(set("s", 3, "never-comes")));

        ClassRegistry restored = new ClassRegistry(
                alarms::add,
                (wait, work, then) -> {
                    throw new AssertionError("nothing else serves: it must not wait");
                },
                () -> {});
        restored.restore(control.classes().records().all());

        assertThat(restored.serving().get("s").revision()).isEqualTo(2);
        assertThat(restored.waiting()).containsOnlyKeys("s");
    }

    @Test
    void theStateOfTheFirstReleaseIsMovedOver() throws Exception {
        complete("s", 1, "red");
        Map<String, ClassRegistryRecord> saved =
                Map.copyOf(control.classes().records().all());
        OperatorStateHandle handle;
        try (DefaultOperatorStateBackend backend = backend(List.of())) {
            backend.getBroadcastState(Descriptors.CLASSES).putAll(saved);
            backend.getBroadcastState(Descriptors.POSITIONS).put("format", 1L);
            handle = snapshot(backend);
        }

        control = new ControlState("default", alarms::add);
        try (DefaultOperatorStateBackend backend = backend(List.of(handle))) {
            ControlStore store = new ControlStore(backend);
            store.loadInto(control);
            assertThat(serving()).containsExactly("s@1");

            store.save(control);
            assertThat(backend.getBroadcastState(Descriptors.CLASSES).entries()).isEmpty();
            assertThat(backend.getBroadcastState(Descriptors.POSITIONS).get("format"))
                    .isEqualTo(ControlStore.FORMAT);
            handle = snapshot(backend);
        }
        control = new ControlState("default", alarms::add);
        try (DefaultOperatorStateBackend backend = backend(List.of(handle))) {
            new ControlStore(backend).loadInto(control);
        }
        assertThat(control.classes().records().all()).isEqualTo(saved);
    }

    @Test
    void vectorsHoldNoObjectForANumber() {
        complete("s", 1, "red");
        ClassRegistryRecord record = control.classes().records().get(RegistryKeys.prototype("rgb", "red"));
        assertThat(((ClassPrototype) record.getEntry()).getVector()).isInstanceOf(FloatVector.class);
    }

    @Test
    void anUnknownVersionOfTheLayoutIsRefused() throws Exception {
        TypeSerializerSnapshot<ClassSegment> ours =
                Descriptors.CLASS_SEGMENTS.getValueSerializer().snapshotConfiguration();
        DataOutputSerializer written = new DataOutputSerializer(64);
        ours.writeSnapshot(written);
        byte[] bytes = written.getCopyOfBuffer();
        read(bytes);

        // magic number, then the version
        bytes[7]++;
        assertThatThrownBy(() -> read(bytes)).hasMessageContaining("class segments of layout 2");
    }

    private static void read(byte[] bytes) throws Exception {
        new ClassSegmentSerializer.Snapshot()
                .readSnapshot(3, new DataInputDeserializer(bytes), ControlStoreTest.class.getClassLoader());
    }

    @Test
    void anUnknownFormatOfTheStateIsRefused() throws Exception {
        try (DefaultOperatorStateBackend backend = backend(List.of())) {
            backend.getBroadcastState(Descriptors.POSITIONS).put("format", ControlStore.FORMAT + 1);
            assertThatThrownBy(() -> new ControlStore(backend).loadInto(control))
                    .hasMessageContaining("format " + (ControlStore.FORMAT + 1));
        }
    }

    private static DefaultOperatorStateBackend backend(List<OperatorStateHandle> restored) throws Exception {
        return new DefaultOperatorStateBackendBuilder(
                        ControlStoreTest.class.getClassLoader(),
                        new ExecutionConfig(),
                        true,
                        restored,
                        new CloseableRegistry())
                .build();
    }

    private static RunnableFuture<SnapshotResult<OperatorStateHandle>> write(DefaultOperatorStateBackend backend)
            throws Exception {
        return backend.snapshot(
                1, 0, new MemCheckpointStreamFactory(LARGEST), CheckpointOptions.forCheckpointWithDefaultLocation());
    }

    private static OperatorStateHandle snapshot(DefaultOperatorStateBackend backend) throws Exception {
        var writing = write(backend);
        writing.run();
        return writing.get().getJobManagerOwnedSnapshot();
    }
}
