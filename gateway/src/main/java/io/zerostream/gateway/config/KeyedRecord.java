package io.zerostream.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.Durations;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Records whose fields are keys, so that a new field is a new setting without a word more. */
final class KeyedRecord {
    private static final KebabCaseStrategy KEBAB = new KebabCaseStrategy();

    /** The types that a field may have, and what people are told of each. */
    private static final Map<Class<?>, String> TYPES = Map.of(
            int.class,
            "a whole number of at most " + Integer.MAX_VALUE,
            long.class,
            "a whole number of at most " + Long.MAX_VALUE,
            String.class,
            "text, in quotes when it looks like something else",
            Duration.class,
            "a time with its unit: write for example 60 s");

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,40}");

    private KeyedRecord() {}

    /** All keys of a record with the type of each, those of its groups with the group's name and a dot before them. */
    static Map<String, Class<?>> keys(Class<?> type) {
        Map<String, Class<?>> keys = new LinkedHashMap<>();
        for (RecordComponent field : fields(type)) {
            String key = key(field);
            if (field.getType().isRecord()) {
                keys(field.getType()).forEach((inner, of) -> keys.put(key + '.' + inner, of));
            } else {
                keys.put(key, field.getType());
            }
        }
        return Collections.unmodifiableMap(keys);
    }

    /** The values of a record by these keys, in the same order. */
    static Map<String, Object> values(Record config) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent field : fields(config.getClass())) {
            Object value = get(field, config);
            if (value instanceof Record group) {
                values(group).forEach((inner, of) -> values.put(key(field) + '.' + inner, of));
            } else {
                values.put(key(field), value);
            }
        }
        return values;
    }

    /** What a file would have in the place of a text, which is all that flags and the environment know. */
    static JsonNode written(String text, @Nullable Class<?> type) {
        boolean number = type == int.class || type == long.class;
        return number && WHOLE.matcher(text).matches()
                ? BigIntegerNode.valueOf(new BigInteger(text))
                : TextNode.valueOf(text);
    }

    /**
     * A record with some values in place of its own.
     *
     * @throws GatewayException naming the key whose value has the wrong type or is out of range
     */
    static GatewayConfig over(GatewayConfig defaults, Map<String, JsonNode> values) {
        return (GatewayConfig) over(defaults, "", values);
    }

    private static Record over(Record defaults, String group, Map<String, JsonNode> values) {
        RecordComponent[] fields = defaults.getClass().getRecordComponents();
        try {
            Object[] fresh = new Object[fields.length];
            for (int i = 0; i < fields.length; i++) {
                Object old = get(fields[i], defaults);
                fresh[i] = value(fields[i], group + key(fields[i]), old, values);
                if (defaults instanceof ImageLimits) {
                    // it belongs to the model and knows no keys
                    aboveZero(group + key(fields[i]), fresh[i]);
                }
            }
            return defaults.getClass()
                    .getDeclaredConstructor(
                            Arrays.stream(fields).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(fresh);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof GatewayException refused) {
                throw refused;
            }
            throw new IllegalStateException(defaults.getClass() + " refuses a value without naming its key", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(defaults.getClass() + " and its constructor must be public", e);
        }
    }

    private static Object value(RecordComponent field, String key, Object old, Map<String, JsonNode> values) {
        if (old instanceof Record inner && !(old instanceof KafkaConnection)) {
            return over(inner, key + '.', values);
        }
        JsonNode written = values.get(key);
        return written == null ? old : converted(key, written, field.getType());
    }

    private static Object converted(String key, JsonNode written, Class<?> type) {
        if (type == int.class && written.isIntegralNumber() && written.canConvertToInt()) {
            return written.intValue();
        }
        if (type == long.class && written.isIntegralNumber() && written.canConvertToLong()) {
            return written.longValue();
        }
        if (type == String.class && written.isTextual()) {
            return written.textValue();
        }
        if (type == Duration.class && written.isTextual()) {
            try {
                return Durations.parse(written.textValue());
            } catch (IllegalArgumentException e) {
                throw new GatewayException(key + ": " + e.getMessage(), e);
            }
        }
        throw new GatewayException(key + " is " + shown(written) + "; it must be " + TYPES.get(type));
    }

    private static String shown(JsonNode written) {
        if (written.isNull()) {
            return "empty";
        }
        return SafeText.of(written.isTextual() ? "'" + written.textValue() + "'" : written.toString());
    }

    private static void aboveZero(String key, Object value) {
        boolean above = value instanceof Duration time
                ? !time.isZero() && !time.isNegative()
                : ((Number) value).longValue() > 0;
        if (!above) {
            throw new GatewayException(key + " is " + value + "; it must be above 0");
        }
    }

    private static Object get(RecordComponent field, Record config) {
        try {
            return field.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(config.getClass() + " and its fields must be public", e);
        }
    }

    private static List<RecordComponent> fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(field -> field.getType() != KafkaConnection.class)
                .toList();
    }

    private static String key(RecordComponent field) {
        return KEBAB.translate(field.getName());
    }
}
