package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.javalin.http.Context;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON in and out: snake_case, unknown keys refused with the nearest right one, no silent conversions. */
final class Json {
    /** What a body of JSON is said to be. */
    static final String MEDIA_TYPE = "application/json";

    /** Largest body of a request that is JSON. */
    static final int MAX_BODY_BYTES = 1024 * 1024;

    /** Longest that is told of the parser's words, UTF-16 units; they name all values of an enum, say. */
    private static final int SAID = 500;

    private static final int PIECE = 8 * 1024;

    private static final Pattern FOR_PROGRAMMERS = Pattern.compile(", from `[^`]*`|: enable `[^`]*` to allow");

    /**
     * Most names, values and brackets of a body: a class set of the largest size has fewer, and a body of nothing but empty
     * objects would take twenty times its own memory.
     */
    private static final long MOST_TOKENS = 500_000;

    // what is not UTF-8 is refused before, and the length of a text is bounded by that of its body
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .withCoercionConfig(
                    LogicalType.Textual, config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** Text of any of our answers. */
    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers with JSON. */
    static void answer(Context ctx, int status, Object value) {
        ctx.status(status).contentType(MEDIA_TYPE + "; charset=utf-8").result(write(value));
    }

    /**
     * Reads the body of a request.
     *
     * @throws RefusedException when it is not JSON, too long, or not of the right form
     */
    static <T> T body(Context ctx, Class<T> type) {
        return body(ctx, type, MAX_BODY_BYTES);
    }

    /** The same with another limit, bytes. */
    static <T> T body(Context ctx, Class<T> type, int mostBytes) {
        return read(bytes(ctx, mostBytes, Set.of(MEDIA_TYPE)), type);
    }

    /**
     * The body of a request as it came, for {@link #read}.
     *
     * @param mostBytes longest that is taken
     * @param types media types that JSON has here; "" = none is said
     * @throws RefusedException when it is too long or of another type
     */
    static byte[] bytes(Context ctx, int mostBytes, Set<String> types) {
        if (!types.contains(Params.mediaType(ctx))) {
            throw new RefusedException(
                    Refusal.UNSUPPORTED_MEDIA,
                    "the body is of type '" + SafeText.of(Params.mediaType(ctx)) + "'",
                    "send JSON with Content-Type: application/json");
        }
        try (InputStream in = ctx.bodyInputStream()) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw tooLarge(mostBytes);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads bytes as {@link #body} reads those of a request.
     *
     * @throws RefusedException when they are not JSON, or not of the right form
     */
    static <T> T read(byte[] bytes, Class<T> type) {
        try {
            T value = MAPPER.readValue(utf8(bytes), type);
            if (value == null) {
                throw new RefusedException(Refusal.BAD_JSON, "the body is null", "send a JSON object");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw refusal(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is not UTF-8 is not mended: the name of a class, say, would be another one than was meant. */
    private static byte[] utf8(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        // looked at piece by piece: the whole as a text would take the memory of the body once more
        CharBuffer piece = CharBuffer.allocate(PIECE);
        CoderResult result = decoder.decode(in, piece, true);
        while (result.isOverflow()) {
            piece.clear();
            result = decoder.decode(in, piece, true);
        }
        if (result.isError()) {
            throw new RefusedException(Refusal.BAD_JSON, "the body is not UTF-8", "send JSON in UTF-8");
        }
        return bytes;
    }

    static RefusedException tooLarge(long mostBytes) {
        return new RefusedException(
                Refusal.BODY_TOO_LARGE, "the body is larger than " + mostBytes + " bytes", "send less");
    }

    private static RefusedException refusal(JsonProcessingException e) {
        String where = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        if (e instanceof UnrecognizedPropertyException unknown) {
            List<String> known =
                    unknown.getKnownPropertyIds().stream().map(String::valueOf).toList();
            return RefusedException.unknown(
                    Refusal.BAD_JSON,
                    "unknown key '" + SafeText.of(unknown.getPropertyName()) + "'" + where,
                    unknown.getPropertyName(),
                    known,
                    "known keys: " + String.join(", ", known));
        }
        if (e instanceof JsonMappingException mapping && !(e.getCause() instanceof JsonParseException)) {
            return new RefusedException(
                    Refusal.BAD_JSON,
                    "the value of '" + SafeText.of(path(mapping)) + "' is of the wrong kind" + where,
                    hint(e));
        }
        return new RefusedException(Refusal.BAD_JSON, "the body is not JSON" + where + ": " + said(e), "mend the JSON");
    }

    private static String hint(JsonProcessingException e) {
        if (e instanceof MismatchedInputException mismatched) {
            return wanted(mismatched.getTargetType());
        }
        return e.getCause() instanceof InputCoercionException tooLarge ? wanted(tooLarge.getTargetType()) : said(e);
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "see the description of the API";
        }
        if (type.isEnum()) {
            return "it is one of " + List.of(type.getEnumConstants());
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "it is an array";
        }
        if (type == byte[].class) {
            return "it is base64";
        }
        if (type == Double.class || type == Float.class) {
            return "it is a number";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "it is a whole number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "it is true or false";
        }
        return type == String.class ? "it is a text" : "it is an object";
    }

    /** The parser repeats what it read, and says what a programmer could do. */
    private static String said(JsonProcessingException e) {
        return SafeText.of(
                FOR_PROGRAMMERS.matcher(String.valueOf(e.getOriginalMessage())).replaceAll(""), SAID);
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            String part = step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName();
            path.append(path.isEmpty() || step.getFieldName() == null ? "" : ".")
                    .append(part);
        }
        return path.isEmpty() ? "the body" : path.toString();
    }
}
