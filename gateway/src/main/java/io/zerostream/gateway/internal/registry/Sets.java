package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.List;

/** Finds sets and their spaces, or says what there is instead. */
final class Sets {
    private static final int NAMED = 20;

    private Sets() {}

    /** @throws RefusedException naming the sets there are */
    static ClassSet find(ClassRegistryView view, String name) {
        return view.set(name).orElseThrow(() -> {
            List<String> names = view.sets().stream().map(ClassSet::getName).toList();
            return RefusedException.unknown(
                    Refusal.UNKNOWN_SET,
                    "there is no class set '" + SafeText.of(name) + "'",
                    name,
                    names,
                    names.isEmpty()
                            ? "the registry holds no class set yet: publish a model first"
                            : "there are: " + some(names));
        });
    }

    /** @throws RefusedException when the space has not been published */
    static SemanticSpace spaceOf(ClassRegistryView view, ClassSet set) {
        return space(view, set.getSpace());
    }

    /** @throws RefusedException naming the spaces there are */
    static SemanticSpace space(ClassRegistryView view, String name) {
        return view.space(name).orElseThrow(() -> {
            List<String> names =
                    view.spaces().stream().map(SemanticSpace::getName).toList();
            return new RefusedException(
                    Refusal.BAD_VALUE,
                    "there is no semantic space '" + SafeText.of(name) + "'",
                    names.isEmpty()
                            ? "the registry holds no space yet: publish a model first"
                            : "there are: " + some(names));
        });
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? ", ..." : "");
    }
}
