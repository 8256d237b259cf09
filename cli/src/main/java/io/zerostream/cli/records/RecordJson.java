package io.zerostream.cli.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records as JSON for other programs: fields by the names of the schema, times in ISO 8601. */
final class RecordJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordJson() {}

    /** One object, in one line. */
    static String of(SpecificRecord record) {
        try {
            return JSON.writeValueAsString(plain(record));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of ours is no JSON: " + record, e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof SpecificRecord record) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            for (Schema.Field field : record.getSchema().getFields()) {
                fields.put(field.name(), plain(record.get(field.pos())));
            }
            return fields;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordJson::plain).toList();
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
