package io.zerostream.gateway.internal.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wish to add or replace a class, as a caller states it; nothing is checked yet.
 *
 * @param name name of the class
 * @param set class set to put it in; null = the default one
 * @param attributes values by attribute name, those not named are 0; null when {@code vector} is given
 * @param vector values in the order of the space; null when {@code attributes} are given
 * @param replace whether a class of this name with another vector may be replaced
 * @param seen whether the model was trained on the class; null = as before, false for a new class
 * @param author who asks
 * @param note free text
 * @param provenance how the values came to be; null = a person set them
 */
public record ClassRequest(
        @Nullable String name,
        @Nullable String set,
        @Nullable Map<String, @Nullable Double> attributes,
        @Nullable List<@Nullable Double> vector,
        boolean replace,
        @Nullable Boolean seen,
        @Nullable String author,
        @Nullable String note,
        @Nullable Origin provenance) {

    /** The same of another author. */
    public ClassRequest by(@Nullable String who) {
        return new ClassRequest(name, set, attributes, vector, replace, seen, who, note, provenance);
    }

    /** How values came to be. */
    public enum Origin {
        /** A person set attribute values. */
        ATTRIBUTES,
        /** Made from a description. */
        WORDS,
        /** The mean of what a model made of some pictures; values may be negative. */
        EXAMPLES
    }
}
