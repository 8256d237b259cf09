package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToldProblemsTest {
    private final List<String> lines = new ArrayList<>();
    private final ToldProblems problems = new ToldProblems(List::of, lines::add);

    @Test
    void eachIsToldOnceAndItsEndToo() {
        problems.tell(List.of("Kafka is away"));
        problems.tell(List.of("Kafka is away", "no model"));
        problems.tell(List.of("no model"));
        problems.tell(List.of());
        problems.tell(List.of("no model"));

        assertThat(lines)
                .containsExactly(
                        "Problem: Kafka is away",
                        "Problem: no model",
                        "No longer: Kafka is away",
                        "No longer: no model",
                        "Problem: no model");
    }
}
