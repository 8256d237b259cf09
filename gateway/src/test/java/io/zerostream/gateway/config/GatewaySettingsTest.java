package io.zerostream.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.KafkaClientSettings;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaRegistryAccess;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySettingsTest {
    private static final GatewayConfig DEFAULTS =
            GatewayConfig.defaults(new KafkaConnection("localhost:1", "http://localhost:2"));

    /** Texts that not every text can be. */
    private static final Map<String, String> OF_THEIR_OWN_KIND = Map.of(
            "access.anonymous", "viewer",
            "access.proxy.user-header", "X-Forwarded-User",
            "access.proxy.groups-header", "X-Forwarded-Groups",
            "access.proxy.addresses", "10.0.0.5, ::1");

    @TempDir
    private Path folder;

    /** Derived here and not asked of the reader: a field that is added to a record must be among them. */
    static Set<String> keys() {
        return values(DEFAULTS).keySet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# port: 1", "{}", "---", "http:\n  # connections: 1\nlive: {}"})
    void aFileThatSaysNothingChangesNothing(String text) throws IOException {
        assertThat(read(text)).isEqualTo(DEFAULTS);
    }

    @Test
    void aFileSaysAsMuchAsItsWriterLikes() throws IOException {
        GatewayConfig config = read("""
                host: 0.0.0.0
                uploads-in-flight: 4
                stalled-after: 5 min
                http:
                  connections-per-client: 256
                  grace: 500 ms
                live.count-window: PT1M
                """);

        assertThat(config.kafka()).isEqualTo(DEFAULTS.kafka());
        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.uploadsInFlight()).isEqualTo(4);
        assertThat(config.stalledAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.http().connectionsPerClient()).isEqualTo(256);
        assertThat(config.http().connections()).isEqualTo(512);
        assertThat(config.http().grace()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.live().countWindow()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.images()).isEqualTo(DEFAULTS.images());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyCanBeSetAndChangesNothingElse(String key) throws IOException {
        Map<String, Object> expected = values(DEFAULTS);
        Object other = other(key, expected.get(key));
        expected.put(key, other);
        String[] parts = key.split("\\.");
        StringBuilder nested = new StringBuilder();
        StringBuilder braced = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            nested.append("\n").append("  ".repeat(i)).append(parts[i]).append(":");
            braced.append("{\"").append(parts[i]).append("\": ");
        }

        assertThat(values(read(key + ": " + yaml(other)))).isEqualTo(expected);
        assertThat(values(read(nested + " " + yaml(other)))).isEqualTo(expected);
        assertThat(values(read(braced + json(other) + "}".repeat(parts.length))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aValueOutOfRangeIsRefusedByItsKey(String key) {
        String wrong = values(DEFAULTS).get(key) instanceof String
                ? "' '"
                : yaml(below(values(DEFAULTS).get(key)));

        assertRefused(key + ": " + wrong, key + " is ");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aValueOfTheWrongTypeIsRefusedByItsKey(String key) {
        boolean number = values(DEFAULTS).get(key) instanceof Number;

        assertRefused(key + ": " + (number ? "many" : 5), key + " is ", "; it must be ");
        assertRefused(key + ":", key + " is empty; it must be ");
        assertRefused(key + ": {a: 1}", key + " is {\"a\":1}; it must be ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.connections-per-client: 0 | http.connections-per-client is 0; it must be at least 1",
                "http.connections: 3000000000   | http.connections is 3000000000; it must be a whole number of at most 2147483647",
                "http.connections: 1.5          | http.connections is 1.5; it must be a whole number",
                "http.connections: '1'          | http.connections is '1'; it must be a whole number",
                "images.max-bytes: 0            | images.max-bytes is 0; it must be above 0",
                "images.max-time: 0s            | images.max-time is PT0S; it must be above 0",
                "start-timeout: 60              | start-timeout is 60; it must be a time with its unit",
                "start-timeout: soon            | start-timeout: 'soon' is not a time: write for example",
                "uploadsInFlight: 4             | uploadsInFlight is no setting of the gateway; did you mean uploads-in-flight?",
                "http.connection: 4             | http.connection is no setting of the gateway; did you mean http.connections?",
                "live: {windos: 4}              | live.windos is no setting of the gateway; did you mean live.windows?",
                "kafka: localhost               | kafka is no setting of the gateway; the keys are in docs/operations.md",
                "http: 4                        | http is a group of settings and has no value of its own: write for example http.connections",
                "[1, 2]                         | there are no keys in it",
                "{port: 1, port: 2}             | Duplicate field 'port'",
                "{http.grace: 1s, http: {grace: 1s}} | http.grace is there twice",
                "{port                          | line 1: not YAML",
            })
    void mistakesAreNamed(String text, String message) {
        assertRefused(text, message);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> GatewaySettings.read(folder.resolve("none.yaml"), Map.of(), Map.of(), DEFAULTS))
                .isInstanceOf(GatewayException.class)
                .hasMessage("there is no file " + folder.resolve("none.yaml") + ": name one that is there");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyCanBeSetByAVariableAndByAFlag(String key) {
        Map<String, Object> expected = values(DEFAULTS);
        Object other = other(key, expected.get(key));
        expected.put(key, other);
        String variable = "ZEROSTREAM_GATEWAY_" + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");

        assertThat(values(environment(Map.of(variable, yaml(other))))).isEqualTo(expected);
        assertThat(values(flags(Map.of(key, yaml(other))))).isEqualTo(expected);
    }

    @Test
    void noTwoKeysHaveOneVariable() {
        assertThat(keys().stream().map(GatewaySettings::variable)).doesNotHaveDuplicates();
    }

    @Test
    void theLastOfFileEnvironmentAndFlagsCountsAndTheyAreJudgedTogether() throws IOException {
        Path file = file("{port: 1, host: 10.0.0.1, uploads.pictures: 500, deployment: file}");

        GatewayConfig config = GatewaySettings.read(
                file,
                Map.of("ZEROSTREAM_GATEWAY_PORT", "2", "ZEROSTREAM_GATEWAY_HOST", "10.0.0.2"),
                Map.of("port", " 3 ", "uploads.burst", "500"),
                DEFAULTS);

        assertThat(config.port()).isEqualTo(3);
        assertThat(config.host()).isEqualTo("10.0.0.2");
        assertThat(config.deployment()).isEqualTo("file");
        assertThat(config.uploads().pictures()).isEqualTo(500);
        assertThat(config.uploads().burst()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PORT | 99999   | ZEROSTREAM_GATEWAY_PORT: port is 99999; it must be",
                "PORT | x       | ZEROSTREAM_GATEWAY_PORT: port is 'x'; it must be a whole number of at most 2147483647",
                "PORT | 1.5     | ZEROSTREAM_GATEWAY_PORT: port is '1.5'; it must be a whole number",
                "HTTP_CONNECTIONS | 3000000000 | ZEROSTREAM_GATEWAY_HTTP_CONNECTIONS: http.connections is 3000000000; it must be a whole",
                "START_TIMEOUT | soon | ZEROSTREAM_GATEWAY_START_TIMEOUT: start-timeout: 'soon' is not a time: write for example",
                "HTTP_CONNECTION | 4 | ZEROSTREAM_GATEWAY_HTTP_CONNECTION is no setting of the gateway; did you mean ZEROSTREAM_GATEWAY_HTTP_CONNECTIONS?",
            })
    void mistakesInTheEnvironmentAreNamed(String variable, String value, String message) {
        assertThatThrownBy(() -> environment(Map.of("ZEROSTREAM_GATEWAY_" + variable, value)))
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void mistakesInFlagsAreNamed() {
        assertThatThrownBy(() -> flags(Map.of("http.connection", "4")))
                .isInstanceOf(GatewayException.class)
                .hasMessage("http.connection is no setting of the gateway; did you mean http.connections?");
        assertThatThrownBy(() -> flags(Map.of("http.connections", "0")))
                .isInstanceOf(GatewayException.class)
                .hasMessage("http.connections is 0; it must be at least 1");
    }

    /** Commands have the gateway's address there, and Kubernetes a service's, which has our name where people choose it. */
    @Test
    void variablesOfOthersAreNoSettings() {
        assertThat(environment(Map.of(
                        "ZEROSTREAM_GATEWAY", "http://gateway:8090",
                        "ZEROSTREAM_GATEWAY_PORT", "tcp://10.0.0.1:8090",
                        "ZEROSTREAM_GATEWAY_SERVICE_HOST", "10.0.0.1",
                        "ZEROSTREAM_GATEWAY_SERVICE_PORT_HTTP", "8090",
                        "ZEROSTREAM_GATEWAY_PORT_8090_TCP", "tcp://10.0.0.1:8090",
                        "ZEROSTREAM_GATEWAY_PORT_8090_TCP_ADDR", "10.0.0.1",
                        "ZEROSTREAM_GATEWAY_METRICS_SERVICE_PORT", "9090",
                        "ZEROSTREAM_GATEWAY_METRICS_PORT", "tcp://10.0.0.1:9090",
                        "ZEROSTREAM_JOB_DEPLOYMENT", "other")))
                .isEqualTo(DEFAULTS);
    }

    @Test
    void whatIsInEffectIsPrintedAsAFileWouldSayItAndSecretsAreNot() throws IOException {
        KafkaConnection kafka = new KafkaConnection(
                "kafka:9092",
                new SchemaRegistryAccess("http://registry:8081", Map.of("bearer.auth.token", "geheim")),
                new KafkaClientSettings(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "geheim")));
        GatewayConfig config = GatewayConfig.defaults(kafka).withStalledAfter(Duration.ofMinutes(5));

        String printed = GatewaySettings.print(config);

        assertThat(printed)
                .contains("kafka.bootstrap-servers = kafka:9092\n", "kafka.client.security.protocol = SASL_SSL\n")
                .contains("stalled-after = PT5M\n", "http.connections-per-client = 128\n")
                .doesNotContain("geheim");
        String own = printed.lines()
                .filter(line -> !line.startsWith("kafka."))
                .map(line -> line.replace(" = ", ": "))
                .collect(Collectors.joining("\n"));
        assertThat(GatewaySettings.read(file(own), Map.of(), Map.of(), GatewayConfig.defaults(kafka)))
                .isEqualTo(config);
    }

    /** The table is a file of settings once its bars are taken away; on the command line the port is 8090. */
    @Test
    void theDocumentedKeysAndDefaultsAreThose() throws IOException {
        Map<String, String> documented = documented();

        assertThat(documented.keySet()).isEqualTo(keys());
        assertThat(read(documented.entrySet().stream()
                        .map(row -> row.getKey() + ": " + row.getValue())
                        .collect(Collectors.joining("\n"))))
                .isEqualTo(DEFAULTS.withAddress("127.0.0.1", 8090));
    }

    private static Map<String, String> documented() throws IOException {
        String text = Files.readString(Path.of("../docs/operations.md"));
        String table = text.substring(text.indexOf("## Gateway: settings"));
        table = table.substring(0, table.indexOf("\n## ", 1));
        Map<String, String> rows = new LinkedHashMap<>();
        Matcher row = Pattern.compile("(?m)^\\| `([a-z.-]+)` \\| (.*?) \\|").matcher(table);
        while (row.find()) {
            rows.put(row.group(1), row.group(2).replace("`", ""));
        }
        return rows;
    }

    private GatewayConfig read(String text) throws IOException {
        return GatewaySettings.read(file(text), Map.of(), Map.of(), DEFAULTS);
    }

    private static GatewayConfig environment(Map<String, String> variables) {
        return GatewaySettings.read(null, variables, Map.of(), DEFAULTS);
    }

    private static GatewayConfig flags(Map<String, String> settings) {
        return GatewaySettings.read(null, Map.of(), settings, DEFAULTS);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), text);
    }

    private void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith(folder.resolve("gateway.yaml").toString())
                .hasMessageContainingAll(parts);
    }

    private static Map<String, Object> values(Record config) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent field : config.getClass().getRecordComponents()) {
            Object value = get(field, config);
            String key = field.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (value instanceof KafkaConnection) {
                continue;
            }
            if (value instanceof Record group) {
                values(group).forEach((inner, v) -> values.put(key + '.' + inner, v));
            } else {
                values.put(key, value);
            }
        }
        return values;
    }

    private static Object get(RecordComponent field, Record config) {
        try {
            return field.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record and its fields are public", e);
        }
    }

    private static Object other(String key, Object value) {
        if (OF_THEIR_OWN_KIND.containsKey(key)) {
            return OF_THEIR_OWN_KIND.get(key);
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof Long number) {
            return number + 1;
        }
        if (value.equals(GatewayConfig.NOT_ASKED)) {
            return "http://localhost:8081";
        }
        return value instanceof Duration time ? time.plusMillis(1500) : value + "-other";
    }

    private static Object below(Object value) {
        return value instanceof Duration ? Duration.ofSeconds(-1) : -1;
    }

    private static String yaml(Object value) {
        return value instanceof Duration time ? time.toMillis() + " ms" : value.toString();
    }

    private static String json(Object value) {
        return value instanceof Number ? value.toString() : '"' + yaml(value) + '"';
    }
}
