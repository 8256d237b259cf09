package io.zerostream.schemas.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    private SetHistory history = new SetHistory("s", 2);
    private long offset;

    @Test
    void whatEverybodyRefusesWasNeverARevision() {
        write(set(1));
        write(set(Long.MAX_VALUE));
        write(set(2));
        write(set(1));

        assertThat(history.newest()).isEqualTo(2);
        assertThat(history.require().getRevision()).isEqualTo(2);
    }

    @Test
    void afterTheGreatestComesTheFirst() {
        history = new SetHistory("s", RegistryLimits.REVISION);
        write(set(RegistryLimits.REVISION));
        write(set(1));

        assertThat(history.newest()).isEqualTo(1);
        assertThat(history.require().getRevision()).isEqualTo(RegistryLimits.REVISION);
    }

    @Test
    void theRevisionOfARemovedSetIsRemembered() {
        write(set(4));
        write(null);

        assertThatThrownBy(history::requirePresent)
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessage("there is no class set 's'; there are []");
        assertThat(history.newest()).isEqualTo(4);
        assertThat(new SetHistory("other", 0).newest()).isZero();
    }

    /** A set may be large and its revisions many, and a terminal shows a screen of them. */
    @Test
    void ofManyRevisionsAFewAreNamed() {
        history = new SetHistory("s", 5001);
        for (long revision = 1; revision <= 5000; revision++) {
            write(set(revision));
        }

        assertThatThrownBy(history::require)
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContainingAll("does not remember revision 5001", "[1, 2, 3,", "and 4980 more")
                .message()
                .hasSizeLessThan(500);
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
