package io.zerostream.fuzz;

import io.zerostream.schemas.AvroTrust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Our records as they are on the wire, without the schema's number in front. */
public final class AvroBinary {
    static {
        AvroTrust.trustOurClasses();
    }

    private AvroBinary() {}

    /** @throws IOException when the record does not keep to its schema */
    public static byte[] write(SpecificRecord record) throws IOException {
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(binary, null);
        new SpecificDatumWriter<>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return binary.toByteArray();
    }

    /** @return null = damaged, or nothing there */
    public static <T extends SpecificRecord> @Nullable T read(byte[] binary, Class<T> type) {
        if (binary.length == 0) {
            return null;
        }
        try {
            var schema = SpecificData.get().getSchema(type);
            return new SpecificDatumReader<T>(schema, schema)
                    .read(null, DecoderFactory.get().binaryDecoder(binary, null));
        } catch (IOException | RuntimeException e) {
            // Avro reports damaged input by whatever breaks first
            return null;
        }
    }
}
