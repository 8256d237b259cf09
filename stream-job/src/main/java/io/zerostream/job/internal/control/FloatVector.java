package io.zerostream.job.internal.control;

import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A prototype's vector as an Avro record holds it, without an object a number. Immutable. */
final class FloatVector extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    /** @param values kept */
    FloatVector(float[] values) {
        this.values = values;
    }

    /** The numbers of a vector; the array itself where there is one: read-only. */
    static float[] floats(List<Float> vector) {
        if (vector instanceof FloatVector ours) {
            return ours.values;
        }
        float[] values = new float[vector.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i);
        }
        return values;
    }

    /** The same record; a prototype's vector as one of these. */
    static ClassRegistryRecord compact(ClassRegistryRecord record) {
        return record.getEntry() instanceof ClassPrototype prototype && !(prototype.getVector() instanceof FloatVector)
                ? with(prototype, new FloatVector(floats(prototype.getVector())))
                : record;
    }

    /** A prototype's record with another vector. */
    static ClassRegistryRecord with(ClassPrototype prototype, List<Float> vector) {
        return new ClassRegistryRecord(new ClassPrototype(
                prototype.getSpace(),
                prototype.getName(),
                vector,
                prototype.getSeen(),
                prototype.getProvenance(),
                prototype.getAuthor(),
                prototype.getCreatedAt(),
                prototype.getNote()));
    }

    @Override
    public Float get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}
