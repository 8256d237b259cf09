package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * Refuses a change of a set that is not what the caller looked at.
     *
     * @param revision that it is at; 0 = it is not there
     * @param expected that the caller looked at; null = any
     * @throws RefusedException when they are different
     */
    static void demandRevision(String name, long revision, @Nullable Long expected) {
        if (expected != null && expected != revision) {
            throw new RefusedException(
                    Refusal.REVISION_MOVED,
                    "set '" + name + "' is at revision " + revision + ", not at " + expected,
                    "look at it again and repeat the change");
        }
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? ", ..." : "");
    }
}
