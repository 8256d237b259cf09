package io.zerostream.schemas.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.registry.RegistryLimits;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SetHistoryTest {
    private final SetHistory history = new SetHistory();
    private long offset;

    @Test
    void whatEverybodyRefusesWasNeverARevision() {
        write(set(1));
        write(set(Long.MAX_VALUE));
        write(set(2));
        write(set(1));

        assertThat(history.newest("s")).isEqualTo(2);
        assertThat(history.require("s").getRevision()).isEqualTo(2);
    }

    @Test
    void afterTheGreatestComesTheFirst() {
        write(set(RegistryLimits.REVISION));
        write(set(1));

        assertThat(history.newest("s")).isEqualTo(1);
        assertThat(history.require("s", RegistryLimits.REVISION)).isNotNull();
    }

    @Test
    void theRevisionOfARemovedSetIsRemembered() {
        write(set(4));
        write(null);

        assertThat(history.present()).isEmpty();
        assertThat(history.newest("s")).isEqualTo(4);
        assertThat(history.newest("other")).isZero();
    }

    private void write(@Nullable ClassSet set) {
        history.add(new ConsumerRecord<>(
                Topics.CLASS_REGISTRY.name(),
                0,
                offset++,
                RegistryKeys.classSet("s"),
                set == null ? null : new ClassRegistryRecord(set)));
    }

    private static ClassSet set(long revision) {
        return new ClassSet(
                "s", "rb", revision, List.of("red"), 0f, -1f, 3, Instant.EPOCH, "test", Calibration.SOFTMAX);
    }
}
