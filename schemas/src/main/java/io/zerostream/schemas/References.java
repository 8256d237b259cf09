package io.zerostream.schemas;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Settings that say where a secret is and not what it is, as Kafka writes them: <code>${file:PATH:KEY}</code> of a properties
 * file, <code>${directory:PATH:FILE}</code> the whole of a file, <code>${env:NAME}</code>. They are looked up on the machine
 * that connects, so that a job carries none of the secrets.
 */
final class References {
    /** Shown in the place of a secret. */
    static final String HIDDEN = "(hidden)";

    /** Has Kafka's clients look references up. */
    static final Map<String, String> PROVIDERS = Map.of(
            "config.providers",
            "file,directory,env",
            "config.providers.file.class",
            FileConfigProvider.class.getName(),
            "config.providers.directory.class",
            DirectoryConfigProvider.class.getName(),
            "config.providers.env.class",
            EnvVarConfigProvider.class.getName());

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|directory|env):[^}]*}");

    private References() {}

    /**
     * Looks all references up, on this machine.
     *
     * @param prefix of the keys as people write them
     * @throws ConfigException naming the key and the reference that leads to nothing
     */
    static Map<String, String> resolved(String prefix, Map<String, String> values) {
        Map<String, String> resolved = new TreeMap<>();
        try (ConfigProvider file = configured(new FileConfigProvider());
                ConfigProvider directory = configured(new DirectoryConfigProvider());
                ConfigProvider env = configured(new EnvVarConfigProvider())) {
            ConfigTransformer transformer =
                    new ConfigTransformer(Map.of("file", file, "directory", directory, "env", env));
            for (Map.Entry<String, String> setting : values.entrySet()) {
                String key = setting.getKey();
                resolved.put(key, resolved(transformer, prefix + key, setting.getValue()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("closing a provider of settings does nothing", e);
        }
        return resolved;
    }

    private static String resolved(ConfigTransformer transformer, String key, String value) {
        Matcher reference = REFERENCE.matcher(value);
        if (!reference.find()) {
            return value;
        }
        String found;
        try {
            found = transformer.transform(Map.of(key, value)).data().getOrDefault(key, value);
        } catch (ConfigException e) {
            throw new ConfigException(key + ": " + reference.group() + " cannot be looked up: " + e.getMessage());
        }
        Matcher left = REFERENCE.matcher(found);
        if (left.find() && value.contains(left.group())) {
            throw new ConfigException(key + ": there is nothing at " + left.group() + " on this machine");
        }
        return found;
    }

    private static ConfigProvider configured(ConfigProvider provider) {
        provider.configure(Map.of());
        return provider;
    }

    /** The same with nothing in it that is not for everybody; a reference is no secret. */
    static Map<String, String> shown(Map<String, String> values, Predicate<String> secret) {
        Map<String, String> shown = new TreeMap<>(values);
        shown.replaceAll(
                (key, value) -> secret.test(key) && !REFERENCE.matcher(value).matches() ? HIDDEN : value);
        return shown;
    }
}
