package io.zerostream.schemas;

import java.util.Optional;

/** Keys of the compacted topics. A part may hold any character; '/' and '%' inside a part are percent-encoded. */
public final class RegistryKeys {
    private RegistryKeys() {}

    /** Key of a {@code SemanticSpace}. */
    public static String space(String name) {
        return "space/" + part(name);
    }

    /** Key of a {@code ClassPrototype}. */
    public static String prototype(String space, String name) {
        return "class/" + part(space) + "/" + part(name);
    }

    /** Key of a {@code ClassSet}. */
    public static String classSet(String name) {
        return "set/" + part(name);
    }

    /** Key of a {@code ModelVersion}. */
    public static String modelVersion(String name, String version) {
        return "model/" + part(name) + "/" + part(version);
    }

    /** Key of a {@code Deployment}. */
    public static String deployment(String name) {
        return "deployment/" + part(name);
    }

    /** Key of a {@code ModelChunk}. */
    public static String chunk(String model, String version, int index) {
        return "chunk/" + part(model) + "/" + part(version) + "/" + index;
    }

    /**
     * Takes a key apart; needed for tombstones, which carry nothing but their key.
     *
     * @return empty when the key is none of ours
     */
    public static Optional<RegistryKey> parse(String key) {
        String[] parts = key.split("/", -1);
        for (RegistryKey.Kind kind : RegistryKey.Kind.values()) {
            if (kind.prefix().equals(parts[0]) && parts.length == kind.parts() + 1) {
                String first = unpart(parts[1]);
                return Optional.of(new RegistryKey(kind, first, parts.length > 2 ? unpart(parts[2]) : first));
            }
        }
        return Optional.empty();
    }

    private static String part(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a registry name is empty; give it at least one character");
        }
        return text.replace("%", "%25").replace("/", "%2F");
    }

    private static String unpart(String text) {
        return text.replace("%2F", "/").replace("%25", "%");
    }
}
