package io.zerostream.schemas;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * What a schema may be for records to be read by it. Anybody may register one and write a record that names it, and Avro
 * reads by it what the reader does not ask for too: a type that holds itself takes the stack, types that hold others twice
 * take memory that doubles with each, and an array of what takes no bytes lasts as long as its length says.
 */
final class WriterSchema {
    /** Ours stay below both limits, which WriterSchemaTest looks after. */
    private static final int MOST_LEVELS = 32;

    private static final int MOST_TYPES = 5000;

    private int types;

    private WriterSchema() {}

    /**
     * The first thing that keeps records from being read by it.
     *
     * @return for people, as the end of a sentence that begins with the schema; empty = nothing
     */
    static Optional<String> fault(Schema schema) {
        return new WriterSchema().look(schema, 1, false);
    }

    /** @param chosen whether it is a branch of a union, of which the number takes a byte already */
    private Optional<String> look(Schema schema, int level, boolean chosen) {
        if (level > MOST_LEVELS) {
            return Optional.of("has types within types more than " + MOST_LEVELS + " deep");
        }
        if (++types > MOST_TYPES) {
            return Optional.of("has more than " + MOST_TYPES + " types within it");
        }
        return switch (schema.getType()) {
            case RECORD -> record(schema, level, chosen);
            case UNION -> first(schema.getTypes().stream().map(branch -> look(branch, level + 1, true)));
            case ARRAY -> look(schema.getElementType(), level + 1, false);
            case MAP -> look(schema.getValueType(), level + 1, true);
            case NULL -> chosen ? Optional.empty() : noBytes("null");
            case FIXED -> chosen || schema.getFixedSize() > 0 ? Optional.empty() : noBytes("a fixed of size 0");
            default -> Optional.empty();
        };
    }

    private Optional<String> record(Schema schema, int level, boolean chosen) {
        if (schema.getFields().isEmpty() && !chosen) {
            return noBytes("a record without fields");
        }
        return first(schema.getFields().stream().map(field -> look(field.schema(), level + 1, false)));
    }

    private static Optional<String> first(Stream<Optional<String>> faults) {
        return faults.flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> noBytes(String what) {
        return Optional.of("holds " + what + " outside a union, which takes no bytes");
    }
}
