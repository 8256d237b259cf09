package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {
    private final List<String> closed = new ArrayList<>();
    private final Opened opened = new Opened();

    @Test
    void theLastIsClosedFirstAndEachOnce() {
        opened.add(() -> closed.add("kafka"));
        opened.add(() -> closed.add("registry"));

        opened.close();
        opened.close();

        assertThat(closed).containsExactly("registry", "kafka");
    }

    @Test
    void onePartThatCannotBeClosedKeepsNoOtherOpen() {
        opened.add(() -> closed.add("kafka"));
        opened.add(() -> {
            throw new IllegalStateException("broken");
        });
        opened.add(() -> {
            throw new InterruptedException("told to end");
        });

        opened.close();

        assertThat(closed).containsExactly("kafka");
        assertThat(Thread.interrupted()).isTrue();
    }
}
