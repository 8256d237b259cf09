package io.zerostream.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Looks for new finds: {@code mvn -Pfuzz verify -pl fuzz -am}; for how long, and where, the properties of the module say. */
class FuzzIT {
    static Stream<String> targets() {
        return FuzzTarget.all().stream()
                .map(FuzzTarget::name)
                .filter(name -> name.matches(System.getProperty("fuzz.only")));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void findsNothing(String target) throws Exception {
        FuzzRun.Outcome outcome = new FuzzRun(
                        target,
                        Path.of(System.getProperty("fuzz.corpus")),
                        Path.of(System.getProperty("fuzz.out")),
                        Duration.ofSeconds(Long.getLong("fuzz.seconds")),
                        Long.getLong("fuzz.seed"))
                .run();

        assertThat(outcome.finds())
                .as(
                        "mend the reader, and keep the smallest of these in src/test/resources/finds/%s; see %s",
                        target, outcome.log())
                .isEmpty();
        assertThat(outcome.inputs()).as("inputs tried; see %s", outcome.log()).isPositive();
        System.out.println(target + ": " + outcome.inputs() + " inputs, no find");
    }
}
