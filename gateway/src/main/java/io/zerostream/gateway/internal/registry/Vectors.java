package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads class vectors from requests: right names, right length, values in range, not all zero. */
final class Vectors {
    private Vectors() {}

    /**
     * The vector (a) that a request describes.
     *
     * @throws RefusedException with what is wrong at which attribute
     */
    static List<Float> read(ClassRequest request, SemanticSpace space) {
        Map<String, @Nullable Double> attributes = request.attributes();
        List<@Nullable Double> vector = request.vector();
        if ((attributes == null) == (vector == null)) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "a class is described by either 'attributes' or 'vector', and there "
                            + (vector == null ? "is neither" : "are both"),
                    "for example \"attributes\": {\"" + space.getAttributes().get(0) + "\": 1}");
        }
        // what a model makes of pictures has no sign by nature
        float least = request.provenance() == ClassRequest.Origin.EXAMPLES ? -space.getScaleMax() : 0;
        List<Float> values = attributes != null ? named(attributes, space, least) : ordered(vector, space, least);
        if (values.stream().allMatch(v -> v == 0)) {
            throw new RefusedException(
                    Refusal.ZERO_VECTOR,
                    "all " + values.size() + " attribute values are zero",
                    "give at least one attribute of space '" + space.getName() + "' a value");
        }
        return values;
    }

    private static List<Float> named(Map<String, @Nullable Double> attributes, SemanticSpace space, float least) {
        List<String> names = space.getAttributes();
        List<Float> values = new ArrayList<>(Collections.nCopies(names.size(), 0f));
        attributes.forEach((name, value) -> {
            int place = names.indexOf(name);
            if (place < 0) {
                throw RefusedException.unknown(
                        Refusal.UNKNOWN_ATTRIBUTE,
                        "space '" + space.getName() + "' has no attribute '" + SafeText.of(name) + "'",
                        name,
                        names,
                        "see GET /api/spaces for its attributes");
            }
            values.set(place, inRange(name, value, space, least));
        });
        return values;
    }

    private static List<Float> ordered(@Nullable List<@Nullable Double> vector, SemanticSpace space, float least) {
        List<String> names = space.getAttributes();
        if (vector == null || vector.size() != names.size()) {
            throw new RefusedException(
                    Refusal.WRONG_LENGTH,
                    "the vector has " + (vector == null ? 0 : vector.size()) + " values, but space '" + space.getName()
                            + "' has " + names.size() + " attributes",
                    "give one value an attribute, in the order of GET /api/spaces");
        }
        List<Float> values = new ArrayList<>(vector.size());
        for (int i = 0; i < vector.size(); i++) {
            values.add(inRange(names.get(i), vector.get(i), space, least));
        }
        return values;
    }

    private static float inRange(String attribute, @Nullable Double value, SemanticSpace space, float least) {
        // a NaN fails both comparisons, so it is refused as well
        if (value == null || !(value >= least && value <= space.getScaleMax())) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "attribute '" + attribute + "' has the value " + value,
                    "values of space '" + space.getName() + "' are numbers from " + least + " to "
                            + space.getScaleMax());
        }
        return value.floatValue();
    }
}
