package io.zerostream.model.matching;

import io.zerostream.model.ModelException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The attributes that span the space in which pictures and classes meet. Treat the arrays as read-only.
 *
 * @param name name of the space
 * @param attributes attribute names; their order is the order of every vector in this space; a of them, at least 1
 * @param wordVectors a word vector an attribute, (a, v); length 0 when there are none
 */
public record SemanticSpace(String name, List<String> attributes, float[][] wordVectors) {
    /** @throws ModelException when attributes repeat, or word vectors do not fit them */
    public SemanticSpace {
        Objects.requireNonNull(name, "a space needs a name");
        Objects.requireNonNull(wordVectors, "a space without word vectors has an empty list of them");
        attributes = List.copyOf(Objects.requireNonNull(attributes, "a space needs attributes"));
        if (attributes.isEmpty() || new HashSet<>(attributes).size() != attributes.size()) {
            throw new ModelException("space '" + name + "' needs at least one attribute, each once");
        }
        if (wordVectors.length != 0 && wordVectors.length != attributes.size()) {
            throw new ModelException("space '" + name + "' has " + attributes.size() + " attributes but "
                    + wordVectors.length + " word vectors");
        }
        for (float[] vector : wordVectors) {
            if (vector.length != wordVectors[0].length) {
                throw new ModelException("space '" + name + "': word vectors differ in length");
            }
        }
    }

    /** a, number of attributes. */
    public int size() {
        return attributes.size();
    }

    /**
     * Position of an attribute in every vector.
     *
     * @throws UnknownAttributeException with the nearest names
     */
    public int indexOf(String attribute) {
        int index = attributes.indexOf(attribute);
        if (index < 0) {
            throw new UnknownAttributeException(attribute, name, NearestNames.to(attribute, attributes));
        }
        return index;
    }

    /**
     * A vector of this space from named values; attributes that are not named are 0.
     *
     * @throws UnknownAttributeException for a name that is none of the space's
     */
    public float[] vector(Map<String, Float> values) {
        float[] vector = new float[size()];
        values.forEach((attribute, value) -> vector[indexOf(attribute)] = value);
        return vector;
    }
}
