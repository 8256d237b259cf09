package io.zerostream.gateway.internal.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.upload.Asked;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of the Open Inference Protocol, version 2: one tensor of encoded pictures, base64 as everything of its type is
 * that is no text.
 *
 * @param id comes back in the answer
 * @param modelName KServe's client says it here as well; the path counts
 * @param modelVersion likewise
 */
record InferRequest(
        @Nullable String id,
        @Nullable String modelName,
        @Nullable String modelVersion,
        @Nullable Map<String, Object> parameters,
        @Nullable List<@Nullable Input> inputs,
        @Nullable List<@Nullable Output> outputs) {
    /** What clients call their JSON: that of Triton says nothing or bytes, that of KServe nothing. */
    static final Set<String> MEDIA_TYPES = Set.of(Json.MEDIA_TYPE, "", "application/octet-stream");

    /** Name of the tensor. */
    static final String INPUT = "image";

    /** Of texts and of pictures. */
    static final String BYTES = "BYTES";

    private static final String SOURCE = "source";
    private static final String CLASS_SET = "class_set";
    /** Triton's clients ask for answers in binary by themselves, and take JSON as well. */
    private static final Set<String> PARAMETERS = Set.of(SOURCE, CLASS_SET, "binary_data_output");

    /** A tensor. */
    record Input(
            @Nullable String name,
            @Nullable List<Long> shape,
            @Nullable String datatype,
            @Nullable Map<String, Object> parameters,

            @JsonDeserialize(using = Pictures.class) @Nullable
            List<byte @Nullable []> data) {}

    /** Tensors are flat, or nested as their shape says: here a list of one for each picture. */
    static final class Pictures extends JsonDeserializer<List<byte @Nullable []>> {
        @Override
        public List<byte @Nullable []> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.isExpectedStartArrayToken()) {
                return context.reportInputMismatch(this, "it is a list of pictures in base64");
            }
            List<byte @Nullable []> pictures = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                boolean nested = json.hasToken(JsonToken.START_ARRAY);
                if (nested) {
                    json.nextToken();
                }
                if (json.hasToken(JsonToken.VALUE_NULL)) {
                    pictures.add(null);
                } else if (json.hasToken(JsonToken.VALUE_STRING)) {
                    pictures.add(json.getBinaryValue());
                } else {
                    return context.reportInputMismatch(this, "a picture is a text in base64");
                }
                if (nested && json.nextToken() != JsonToken.END_ARRAY) {
                    return context.reportInputMismatch(this, "a list in the list is of one picture");
                }
            }
            return pictures;
        }
    }

    /** A tensor that is asked for. */
    record Output(@Nullable String name, @Nullable Map<String, Object> parameters) {}

    /**
     * The pictures.
     *
     * @throws RefusedException when it is not one tensor of the right name, type and shape, or has parameters that mean
     *     nothing here
     */
    List<Asked> pictures() {
        Input input = inputs == null || inputs.size() != 1 ? null : inputs.get(0);
        if (input == null || !INPUT.equals(input.name()) || !BYTES.equals(input.datatype())) {
            throw refused("there is not one input '" + INPUT + "' of datatype " + BYTES);
        }
        List<byte @Nullable []> data = input.data();
        if (data == null || data.stream().anyMatch(Objects::isNull)) {
            throw refused("the input has no data, or some of it is null");
        }
        List<Long> shape = input.shape() == null ? List.of() : input.shape();
        long last = shape.size() == 2 ? shape.get(1) : 1;
        if (shape.isEmpty() || shape.size() > 2 || shape.get(0) != data.size() || last != 1) {
            throw refused("the shape is " + SafeText.of(shape.toString()) + " and there are " + data.size()
                    + " pictures: it is [" + data.size() + "]");
        }
        Map<String, Object> said = parameters == null ? Map.of() : parameters;
        said.keySet().stream()
                .filter(key -> !PARAMETERS.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw refused("the parameter '" + SafeText.of(key) + "' means nothing here");
                });
        String source = text(said, SOURCE);
        String set = text(said, CLASS_SET);
        return data.stream()
                .map(Objects::requireNonNull)
                .map(Asked::of)
                .map(picture -> picture.or(source, set))
                .toList();
    }

    private static @Nullable String text(Map<String, Object> said, String key) {
        Object value = said.get(key);
        if (value != null && !(value instanceof String)) {
            throw refused("the parameter '" + key + "' is no text");
        }
        return (String) value;
    }

    /**
     * Whether an output is wanted.
     *
     * @param known those that there are
     * @throws RefusedException when one is asked for that there is not
     */
    List<String> wanted(List<String> known) {
        if (outputs == null || outputs.isEmpty()) {
            return known;
        }
        return outputs.stream()
                .map(output -> output == null || output.name() == null ? "" : output.name())
                .peek(name -> {
                    if (!known.contains(name)) {
                        throw refused(
                                "there is no output '" + SafeText.of(name) + "', but " + String.join(", ", known));
                    }
                })
                .toList();
    }

    private static RefusedException refused(String message) {
        return new RefusedException(Refusal.BAD_VALUE, message, "GET /v2/models/{name} says what there is");
    }
}
