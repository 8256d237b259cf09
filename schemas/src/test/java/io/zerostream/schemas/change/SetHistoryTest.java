package io.zerostream.schemas.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.RegistryLimits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SetHistoryTest {
    private SetHistory history = new SetHistory("s", 2);
    private final ClassFold registry = new ClassFold();
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

    /** What another set has too stays, and what is gone comes back as it was then. */
    @Test
    void goingBackRestoresTheValuesOfClassesThatNoOtherSetHas() {
        put(red(1f));
        put(prototype("blue", 1f));
        put(prototype("gone", 1f));
        write(set(2, "s", "red", "blue", "gone"));
        put(red(0.5f));
        write(set(3, "s", "red", "blue"));
        put(prototype("gone", 0.5f));
        write(RegistryKeys.prototype("rb", "gone"), null);
        put(prototype("blue", 0.5f));
        write(set(4, "s", "red", "blue"));
        write(set(1, "other", "blue"));

        SetRollback back = SetRollback.of(history, registry);

        assertThat(back.restored())
                .isEqualTo(Map.of(
                        RegistryKeys.prototype("rb", "red"),
                        red(1f),
                        RegistryKeys.prototype("rb", "gone"),
                        prototype("gone", 1f)));
        assertThat(back.kept()).containsExactly("blue");
    }

    private void write(@Nullable ClassSet set) {
        write(RegistryKeys.classSet(set == null ? "s" : set.getName()), set);
    }

    private void put(ClassPrototype prototype) {
        write(RegistryKeys.prototype("rb", prototype.getName()), prototype);
    }

    private void write(String key, @Nullable Object entry) {
        ClassRegistryRecord record = entry == null ? null : new ClassRegistryRecord(entry);
        history.add(new ConsumerRecord<>(Topics.CLASS_REGISTRY.name(), 0, offset++, key, record));
        registry.apply(key, record);
    }

    private static ClassPrototype red(float value) {
        return prototype("red", value);
    }

    private static ClassPrototype prototype(String name, float value) {
        return new ClassPrototype(
                "rb", name, List.of(value, 0f), false, Provenance.ATTRIBUTES, "test", Instant.EPOCH, "");
    }

    private static ClassSet set(long revision, String name, String... members) {
        return new ClassSet(
                name, "rb", revision, List.of(members), 0f, -1f, 3, Instant.EPOCH, "test", Calibration.SOFTMAX);
    }

    private static ClassSet set(long revision) {
        return set(revision, "s", "red");
    }
}
