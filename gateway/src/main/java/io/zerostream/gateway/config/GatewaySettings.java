package io.zerostream.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.model.matching.NearestNames;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people set, laid over a configuration key by key: a {@link SettingsFile}, then the environment, then flags; the last
 * of these counts. The keys are the names of the fields of {@link GatewayConfig} in kebab case ({@code start-timeout}), those
 * of a group with its name and a dot before them ({@code http.connections}), and as a variable {@code
 * ZEROSTREAM_GATEWAY_HTTP_CONNECTIONS}. Where Kafka is comes from elsewhere.
 */
public final class GatewaySettings {
    static final String ENV_PREFIX = "ZEROSTREAM_GATEWAY_";

    private static final Map<String, Class<?>> KEYS = KeyedRecord.keys(GatewayConfig.class);

    /** What Kubernetes, and Docker's links, put into the environment of everybody beside a service of our name. */
    private static final Pattern SERVICE =
            Pattern.compile("(.*_)?(SERVICE_(HOST|PORT(_.*)?)|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Map<String, JsonNode> values = new HashMap<>();
    /** Where a value is from, to be put before what is wrong with it. */
    private final Map<String, String> origins = new HashMap<>();

    private GatewaySettings() {}

    /**
     * The configuration with what is set in place of its own.
     *
     * @param file YAML or JSON; null = none
     * @param environment variables, of which those that begin with {@code ZEROSTREAM_GATEWAY_} are read
     * @param flags settings by their keys
     * @throws GatewayException naming the file or the variable, and the key that does not exist, with the nearest one, is
     *     there twice, or has a value of the wrong type or out of range
     */
    public static GatewayConfig read(
            @Nullable Path file, Map<String, String> environment, Map<String, String> flags, GatewayConfig defaults) {
        GatewaySettings settings = new GatewaySettings();
        if (file != null) {
            SettingsFile.read(file, KEYS.keySet()).forEach((key, value) -> settings.put(key, value, file + ": "));
        }
        environment.forEach(settings::variable);
        flags.forEach((key, value) -> settings.text(known(key, KEYS.keySet()), value, ""));
        try {
            return KeyedRecord.over(defaults, settings.values);
        } catch (GatewayException e) {
            throw new GatewayException(settings.origin(String.valueOf(e.getMessage())) + e.getMessage(), e);
        }
    }

    /** The settings in effect, one a line, with nothing secret in them. */
    public static String print(GatewayConfig config) {
        return Stream.of(config.kafka().shownSettings(), KeyedRecord.values(config))
                .flatMap(settings -> settings.entrySet().stream())
                .map(setting -> setting.getKey() + " = " + setting.getValue())
                .collect(Collectors.joining("\n"));
    }

    /**
     * A key that there is.
     *
     * @throws GatewayException for one that there is not, with the nearest
     */
    static String known(String key, Collection<String> keys) {
        if (keys.contains(key)) {
            return key;
        }
        List<String> nearest =
                NearestNames.to(key, List.copyOf(keys)).stream().limit(1).toList();
        throw new GatewayException(key + " is no setting of the gateway; "
                + NearestNames.hint(nearest, "the keys are in docs/operations.md"));
    }

    /** As a variable: {@code http.least-rate} is {@code ZEROSTREAM_GATEWAY_HTTP_LEAST_RATE}. */
    static String variable(String key) {
        return ENV_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private void variable(String name, String value) {
        if (!name.startsWith(ENV_PREFIX) || isOfService(name.substring(ENV_PREFIX.length()), value)) {
            return;
        }
        Map<String, String> keys = KEYS.keySet().stream().collect(Collectors.toMap(GatewaySettings::variable, k -> k));
        text(String.valueOf(keys.get(known(name, keys.keySet()))), value, name + ": ");
    }

    private static boolean isOfService(String rest, String value) {
        boolean address = SERVICE_ADDRESS.matcher(value).matches();
        return SERVICE.matcher(rest).matches() || (address && (rest.equals("PORT") || rest.endsWith("_PORT")));
    }

    private void text(String key, String value, String origin) {
        put(key, KeyedRecord.written(value.trim(), KEYS.get(key)), origin);
    }

    private void put(String key, JsonNode value, String origin) {
        values.put(key, value);
        origins.put(key, origin);
    }

    /** Messages begin with the key that they are about. */
    private String origin(String message) {
        Optional<String> about = origins.keySet().stream()
                .filter(key -> message.startsWith(key + ' ') || message.startsWith(key + ':'))
                .findFirst();
        return about.map(origins::get).orElse("");
    }
}
