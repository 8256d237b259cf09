package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.YamlParserUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docker-compose.yml}: what Docker itself does not refuse, and what would show in the first failure only. */
class ComposeTest {
    private static Map<String, Map<String, Object>> services;

    @BeforeAll
    static void read() throws Exception {
        services = services(
                YamlParserUtils.loadYamlFile(Path.of("../docker-compose.yml").toFile()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobmanager", "taskmanager", "taskmanager-gpu"})
    void flinkComesBackAsInTheFaultRuns(String service) {
        Map<String, String> wanted = FlinkProcessSettings.NEVER_ALONE.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().replace(" ", "")));
        assertThat(flinkProperties(service)).containsAllEntriesOf(wanted);
    }

    /** The entry point of Flink's images takes all spaces out of a line: a list of JVM options becomes one option. */
    @ParameterizedTest
    @ValueSource(strings = {"jobmanager", "taskmanager", "taskmanager-gpu"})
    void noFlinkPropertyNeedsASpace(String service) {
        assertThat(flinkProperties(service).values()).noneMatch(value -> value.contains(" "));
    }

    /** Two services that build one tag race each other. */
    @Test
    void eachImageIsBuiltOnceAndTakenByTheOthers() {
        Map<String, List<String>> builders = services.keySet().stream()
                .filter(name -> of(name, "build").isPresent())
                .collect(Collectors.groupingBy(name -> of(name, "image").orElseThrow()));
        assertThat(builders)
                .hasSize(3)
                .allSatisfy((image, names) -> assertThat(names).as(image).hasSize(1));
        assertThat(services.keySet())
                .filteredOn(name -> of(name, "build").isEmpty()
                        && builders.containsKey(of(name, "image").orElseThrow()))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(of(name, "pull_policy")).as(name).contains("never"));
    }

    /** Lines as the entry point reads them: a key up to the first colon. */
    private static Map<String, String> flinkProperties(String service) {
        Map<?, ?> environment = (Map<?, ?>) services.get(service).get("environment");
        Map<String, String> properties = new LinkedHashMap<>();
        Arrays.stream(environment.get("FLINK_PROPERTIES").toString().split("\n"))
                .map(line -> line.strip().split(":\\s*", 2))
                .forEach(pair -> properties.put(pair[0], pair[1]));
        return properties;
    }

    /** A service's own value, or that of the block it takes over. */
    private static Optional<String> of(String service, String key) {
        Map<String, Object> own = services.get(service);
        Map<?, ?> merged = (Map<?, ?>) own.getOrDefault("<<", Map.of());
        return Optional.ofNullable(own.getOrDefault(key, merged.get(key))).map(Objects::toString);
    }

    @SuppressWarnings("unchecked") // YAML has no types
    private static Map<String, Map<String, Object>> services(Map<String, Object> file) {
        return (Map<String, Map<String, Object>>) file.get("services");
    }
}
