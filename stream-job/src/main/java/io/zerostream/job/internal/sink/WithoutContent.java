package io.zerostream.job.internal.sink;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.DeadLetter;
import org.apache.flink.api.common.serialization.SerializationSchema;

/**
 * Dead letters that hold nothing of the record that they are about: no picture, and no byte of what could not be read. It
 * stands before the topic, and so also before letters of a state from before.
 */
final class WithoutContent implements SerializationSchema<DeadLetter> {
    private static final long serialVersionUID = 1L;

    static {
        // a builder copies records by their classes
        AvroTrust.trustOurClasses();
    }

    private final SerializationSchema<DeadLetter> values;

    /** @param values writes what is left */
    WithoutContent(SerializationSchema<DeadLetter> values) {
        this.values = values;
    }

    @Override
    public void open(InitializationContext context) throws Exception {
        values.open(context);
    }

    @Override
    public byte[] serialize(DeadLetter letter) {
        return values.serialize(DeadLetter.newBuilder(letter).setContent(null).build());
    }
}
