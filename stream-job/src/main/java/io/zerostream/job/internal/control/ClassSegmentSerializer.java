package io.zerostream.job.internal.control;

import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Segments in snapshots: how many records; of each its key, the record in Avro without a prototype's vector, the length of
 * the vector, and the vector, float32 little endian. The records evolve by Avro's rules, for their schema is part of the
 * snapshot; the layout has a version, and an unknown one is refused.
 */
public final class ClassSegmentSerializer extends TypeSerializer<ClassSegment> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<ClassRegistryRecord> records;

    /** @param records of the records themselves */
    public ClassSegmentSerializer(TypeSerializer<ClassRegistryRecord> records) {
        this.records = records;
    }

    @Override
    public void serialize(ClassSegment segment, DataOutputView target) throws IOException {
        target.writeInt(segment.keys().length);
        for (int i = 0; i < segment.keys().length; i++) {
            StringSerializer.INSTANCE.serialize(segment.keys()[i], target);
            ClassRegistryRecord record = segment.records()[i];
            if (record.getEntry() instanceof ClassPrototype prototype) {
                records.serialize(FloatVector.with(prototype, List.of()), target);
                write(FloatVector.floats(prototype.getVector()), target);
            } else {
                records.serialize(record, target);
                target.writeInt(0);
            }
        }
    }

    private static void write(float[] vector, DataOutputView target) throws IOException {
        byte[] bytes = new byte[vector.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(vector);
        target.writeInt(vector.length);
        target.write(bytes);
    }

    @Override
    public ClassSegment deserialize(DataInputView source) throws IOException {
        int size = source.readInt();
        String[] keys = new String[size];
        ClassRegistryRecord[] read = new ClassRegistryRecord[size];
        for (int i = 0; i < size; i++) {
            keys[i] = StringSerializer.INSTANCE.deserialize(source);
            ClassRegistryRecord record = records.deserialize(source);
            float[] vector = vector(source);
            read[i] = record.getEntry() instanceof ClassPrototype prototype
                    ? FloatVector.with(prototype, new FloatVector(vector))
                    : record;
        }
        return new ClassSegment(keys, read);
    }

    private static float[] vector(DataInputView source) throws IOException {
        float[] vector = new float[source.readInt()];
        byte[] bytes = new byte[vector.length * Float.BYTES];
        source.readFully(bytes);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    @Override
    public ClassSegment deserialize(ClassSegment reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public ClassSegment copy(ClassSegment from) {
        return from;
    }

    @Override
    public ClassSegment copy(ClassSegment from, ClassSegment reuse) {
        return from;
    }

    @Override
    public ClassSegment createInstance() {
        return new ClassSegment(new String[0], new ClassRegistryRecord[0]);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public TypeSerializer<ClassSegment> duplicate() {
        return new ClassSegmentSerializer(records.duplicate());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassSegmentSerializer that && that.records.equals(records);
    }

    @Override
    public int hashCode() {
        return records.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<ClassSegment> snapshotConfiguration() {
        return new Snapshot(this);
    }

    /** Holds the version of the layout and the schema of the records. Public for Flink, which makes it by its name. */
    public static final class Snapshot extends CompositeTypeSerializerSnapshot<ClassSegment, ClassSegmentSerializer> {
        /** Of the layout above. */
        static final int VERSION = 1;

        /** For Flink. */
        public Snapshot() {}

        Snapshot(ClassSegmentSerializer serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return VERSION;
        }

        @Override
        protected void readOuterSnapshot(int version, DataInputView in, ClassLoader classes) throws IOException {
            if (version != VERSION) {
                throw new IOException("the snapshot holds class segments of layout " + version + "; this program reads "
                        + VERSION + ": restore it with the release that wrote it");
            }
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(ClassSegmentSerializer serializer) {
            return new TypeSerializer<?>[] {serializer.records};
        }

        @Override
        @SuppressWarnings("unchecked")
        protected ClassSegmentSerializer createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            return new ClassSegmentSerializer((TypeSerializer<ClassRegistryRecord>) nested[0]);
        }
    }
}
