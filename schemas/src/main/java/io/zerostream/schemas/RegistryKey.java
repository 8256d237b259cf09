package io.zerostream.schemas;

/**
 * A key of a compacted topic, taken apart.
 *
 * @param kind what the record is
 * @param group the space of a prototype, the name of a model; otherwise the same as {@code name}
 * @param name the name of the record; the version, for a model version
 */
public record RegistryKey(Kind kind, String group, String name) {

    /** What a registry record is. */
    public enum Kind {
        SPACE("space", 1),
        PROTOTYPE("class", 2),
        CLASS_SET("set", 1),
        MODEL_VERSION("model", 2),
        DEPLOYMENT("deployment", 1);

        private final String prefix;
        private final int parts;

        Kind(String prefix, int parts) {
            this.prefix = prefix;
            this.parts = parts;
        }

        String prefix() {
            return prefix;
        }

        int parts() {
            return parts;
        }
    }
}
