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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of the Open Inference Protocol, version 2: one tensor of encoded pictures, in binary behind the JSON
 * ({@link BinaryTensors}), or in it as base64, as everything of its type is that is no text.
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
    /** Name of the tensor. */
    static final String INPUT = "image";

    /** Of texts and of pictures. */
    static final String BYTES = "BYTES";

    private static final String SOURCE = "source";
    private static final String CLASS_SET = "class_set";
    /** Whether all outputs are wanted in binary that say nothing else. */
    private static final String BINARY_OUTPUTS = "binary_data_output";

    /** Whether an output is. */
    private static final String BINARY_OUTPUT = "binary_data";

    private static final Set<String> PARAMETERS = Set.of(SOURCE, CLASS_SET, BINARY_OUTPUTS);

    /** A tensor. */
    record Input(
            @Nullable String name,
            @Nullable List<@Nullable Long> shape,
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
     * @param tensors what stands behind the JSON; its position moves to its end
     * @param limits how many there may be
     * @throws RefusedException when it is not one tensor of the right name, type and shape, or has parameters that mean
     *     nothing here
     */
    List<Asked> pictures(ByteBuffer tensors, UploadBody limits) {
        Input input = inputs == null || inputs.size() != 1 ? null : inputs.get(0);
        if (input == null || !INPUT.equals(input.name()) || !BYTES.equals(input.datatype())) {
            throw refused("there is not one input '" + INPUT + "' of datatype " + BYTES);
        }
        Map<String, Object> said = parameters == null ? Map.of() : parameters;
        demandKnown(said, PARAMETERS);
        String source = text(said, SOURCE);
        String set = text(said, CLASS_SET);
        return data(input, tensors, limits).stream()
                .map(Asked::of)
                .map(picture -> picture.or(source, set))
                .toList();
    }

    private static List<byte[]> data(Input input, ByteBuffer tensors, UploadBody limits) {
        List<byte @Nullable []> inJson = input.data();
        Object size = input.parameters() == null ? null : input.parameters().get(BinaryTensors.SIZE);
        int number = number(input.shape());
        if (size == null) {
            if (tensors.hasRemaining()) {
                throw refused(tensors.remaining() + " bytes behind the JSON are of no input: it has no '"
                        + BinaryTensors.SIZE + "'");
            }
            if (inJson == null || inJson.stream().anyMatch(Objects::isNull)) {
                throw refused("the input has no data, or some of it is null");
            }
            demandSame(number, inJson.size());
            limits.demandSome(number);
            return inJson.stream().map(Objects::requireNonNull).toList();
        }
        if (inJson != null) {
            throw refused("the input has data in the JSON and, as '" + BinaryTensors.SIZE + "' says, behind it");
        }
        if (!(size instanceof Integer bytes) || bytes != tensors.remaining()) {
            throw refused("'" + BinaryTensors.SIZE + "' is " + SafeText.of(size.toString()) + ", and "
                    + tensors.remaining() + " bytes stand behind the JSON (" + BinaryTensors.HEADER + ")");
        }
        // before they are looked at: a body of nothing but lengths would take many times its own memory
        limits.demandSome(number);
        List<byte[]> pictures = BinaryTensors.elements(tensors, number);
        demandSame(number, pictures.size());
        return pictures;
    }

    /** How many pictures a shape says. */
    private static int number(@Nullable List<@Nullable Long> shape) {
        List<@Nullable Long> said = shape == null ? List.of() : shape;
        Long first = said.isEmpty() ? null : said.get(0);
        boolean ofPictures = said.size() == 1 || (said.size() == 2 && Objects.equals(said.get(1), 1L));
        if (first == null || !ofPictures || first < 0 || first > Integer.MAX_VALUE) {
            throw refused("the shape is " + SafeText.of(said.toString()) + ": of n pictures it is [n]");
        }
        return first.intValue();
    }

    private static void demandSame(int number, int pictures) {
        if (number != pictures) {
            throw refused("the shape is of " + number + " pictures, and there are " + pictures);
        }
    }

    private static void demandKnown(Map<String, Object> said, Set<String> known) {
        said.keySet().stream().filter(key -> !known.contains(key)).findFirst().ifPresent(key -> {
            throw refused("the parameter '" + SafeText.of(key) + "' means nothing here");
        });
    }

    private static @Nullable String text(Map<String, Object> said, String key) {
        Object value = said.get(key);
        if (value != null && !(value instanceof String)) {
            throw refused("the parameter '" + key + "' is no text");
        }
        return (String) value;
    }

    /**
     * The outputs that are wanted.
     *
     * @param known those that there are
     * @throws RefusedException when one is asked for that there is not, or in a way that there is not
     */
    List<InferAnswer.Wanted> wanted(List<String> known) {
        boolean binary = flag(parameters, BINARY_OUTPUTS, false);
        if (outputs == null || outputs.isEmpty()) {
            return known.stream()
                    .map(name -> new InferAnswer.Wanted(name, binary))
                    .toList();
        }
        List<InferAnswer.Wanted> wanted = new ArrayList<>();
        for (Output output : outputs) {
            String name = output == null || output.name() == null ? "" : output.name();
            if (output == null || !known.contains(name)) {
                throw refused("there is no output '" + SafeText.of(name) + "', but " + String.join(", ", known));
            }
            demandKnown(output.parameters() == null ? Map.of() : output.parameters(), Set.of(BINARY_OUTPUT));
            wanted.add(new InferAnswer.Wanted(name, flag(output.parameters(), BINARY_OUTPUT, binary)));
        }
        return wanted;
    }

    private static boolean flag(@Nullable Map<String, Object> said, String key, boolean otherwise) {
        Object value = said == null ? null : said.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw refused("the parameter '" + key + "' is neither true nor false");
    }

    /** What is not as the protocol has it. */
    static RefusedException refused(String message) {
        return new RefusedException(Refusal.BAD_VALUE, message, "GET /v2/models/{name} says what there is");
    }
}
