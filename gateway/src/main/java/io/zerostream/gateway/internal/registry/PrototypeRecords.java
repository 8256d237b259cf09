package io.zerostream.gateway.internal.registry;

import io.zerostream.model.matching.Prototype;
import io.zerostream.schemas.avro.ClassPrototype;
import java.util.List;

/** Classes of the registry as the matching code takes them. */
public final class PrototypeRecords {
    private PrototypeRecords() {}

    /** The class of a record, with its values as they are there. */
    public static Prototype prototype(ClassPrototype record) {
        return new Prototype(record.getName(), floats(record.getVector()), record.getSeen());
    }

    /** The values (a) as an array. */
    static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }
}
