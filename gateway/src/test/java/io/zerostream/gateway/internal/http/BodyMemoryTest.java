package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.config.HttpLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyMemoryTest {
    private static final int MIB = 1024 * 1024;

    private final BodyMemory memory =
            new BodyMemory(new HttpLimits(9, 9, 9, 9, 9, 3 * MIB, 2 * MIB, 1, Duration.ofSeconds(1)));

    @Test
    void whoTakesAllThatOneMayLeavesSomeToOthers() {
        assertThat(memory.take("a", 2 * MIB)).isTrue();
        assertThat(memory.take("a", 1)).isFalse();
        assertThat(memory.take("b", MIB)).isTrue();
        assertThat(memory.take("c", 1)).as("all is taken").isFalse();
        assertThat(memory.held()).isEqualTo(3 * MIB);

        memory.give("a", MIB);
        assertThat(memory.take("b", MIB)).isTrue();
        memory.give("a", MIB);
        memory.give("b", 2 * MIB);
        assertThat(memory.held()).isZero();
        assertThat(memory.take("a", 2 * MIB)).isTrue();
    }
}
