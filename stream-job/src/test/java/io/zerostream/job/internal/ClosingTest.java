package io.zerostream.job.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void whatCannotBeClosedKeepsNothingElseOpenAndIsNotThrown() {
        Closing.all(
                "the test",
                () -> {
                    throw new IllegalStateException("the broker is away");
                },
                null,
                () -> {
                    throw new InterruptedException("cancelled");
                },
                () -> closed.add(Thread.currentThread().isInterrupted() ? "interrupted" : "in peace"));

        assertThat(closed).containsExactly("in peace");
        assertThat(Thread.interrupted()).as("told to whoever closes").isTrue();
    }

    @Test
    void aBrokenJvmIsNotHidden() {
        assertThatThrownBy(() -> Closing.all("the test", () -> {
                    throw new OutOfMemoryError("made up");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }
}
