package io.zerostream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Histories by chance: edits, removals and nonsense of several writers, each planning on all that was written before. */
class ClassFoldPropertyTest {
    private static final List<String> SETS = List.of("s", "t");
    private static final List<String> CLASSES = List.of("a", "b", "c", "d");
    private static final int RECORDS = 120;

    private record Entry(String key, @Nullable ClassRegistryRecord value) {}

    @RepeatedTest(60)
    void aRevisionOfASetNeverComesTwice(RepetitionInfo repetition) {
        Set<String> seen = new HashSet<>();
        for (Entry entry : history(new Random(repetition.getCurrentRepetition()), true)) {
            if (entry.value() != null && entry.value().getEntry() instanceof ClassSet set) {
                assertThat(seen.add(set.getName() + ' ' + set.getRevision()))
                        .as("revision %d of %s", set.getRevision(), set.getName())
                        .isTrue();
            }
        }
    }

    /**
     * Of what was taken, in a space that keeps its attributes. A refused record that comes last under its key is what
     * compaction keeps, and classes that a space of other attributes made unfit come back when it is gone: see ADR 62.
     */
    @RepeatedTest(60)
    void compactionLeavesTheNewestOfEverything(RepetitionInfo repetition) {
        ClassFold whole = new ClassFold();
        Map<String, Entry> latest = new LinkedHashMap<>();
        for (Entry entry : history(new Random(repetition.getCurrentRepetition()), false)) {
            if (whole.apply(entry.key(), entry.value()).taken()) {
                latest.remove(entry.key());
                latest.put(entry.key(), entry);
            }
        }
        ClassFold compacted = new ClassFold();
        latest.values().forEach(entry -> compacted.apply(entry.key(), entry.value()));

        assertThat(newest(compacted)).isEqualTo(newest(whole));
    }

    /** As when a producer's records of several changes overtake each other: what needs what may come in any order. */
    @RepeatedTest(60)
    void theOrderOfWhatASetNeedsDoesNotMatter(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Entry> needed = new ArrayList<>(List.of(space(2)));
        CLASSES.forEach(name -> needed.add(prototype(random, name)));
        needed.add(set("s", 1, CLASSES));
        needed.add(set("t", 1, CLASSES.subList(0, 2)));
        ClassFold straight = new ClassFold();
        needed.forEach(entry -> straight.apply(entry.key(), entry.value()));
        Collections.shuffle(needed, random);
        ClassFold shuffled = new ClassFold();
        needed.forEach(entry -> shuffled.apply(entry.key(), entry.value()));

        assertThat(newest(shuffled)).isEqualTo(newest(straight));
        assertThat(shuffled.waiting()).isEmpty();
    }

    private static Map<String, Object> newest(ClassFold fold) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("spaces", Map.copyOf(fold.spaces()));
        state.put("classes", Map.copyOf(fold.prototypes("rb")));
        SETS.forEach(name -> fold.set(name).ifPresent(set -> state.put(name, set)));
        return state;
    }

    /** @param planned whether sets take the revision that is next; else any, so that many are refused */
    private static List<Entry> history(Random random, boolean planned) {
        ClassFold all = new ClassFold();
        List<Entry> written = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            Entry entry = next(random, all, planned);
            if (!planned || all.refusal(entry.key(), entry.value()) == null) {
                all.apply(entry.key(), entry.value());
                written.add(entry);
            }
        }
        return written;
    }

    private static Entry next(Random random, ClassFold all, boolean planned) {
        String name = CLASSES.get(random.nextInt(CLASSES.size()));
        String set = SETS.get(random.nextInt(SETS.size()));
        return switch (random.nextInt(10)) {
            case 0 -> space(planned ? 1 + random.nextInt(2) : 2);
            case 1 -> new Entry(RegistryKeys.classSet(set), null);
            case 2 -> new Entry(RegistryKeys.prototype("rb", name), null);
            case 3, 4 -> prototype(random, name);
            default ->
                set(
                        set,
                        planned ? all.nextRevision(set) : 1 + random.nextInt(6),
                        CLASSES.subList(0, 1 + random.nextInt(CLASSES.size())));
        };
    }

    private static Entry space(int attributes) {
        return new Entry(
                RegistryKeys.space("rb"),
                new ClassRegistryRecord(
                        new SemanticSpace("rb", List.of("r", "b").subList(0, attributes), List.of(), 1f)));
    }

    private static Entry prototype(Random random, String name) {
        return new Entry(
                RegistryKeys.prototype("rb", name),
                new ClassRegistryRecord(new ClassPrototype(
                        "rb",
                        name,
                        List.of(1f, random.nextFloat()),
                        true,
                        Provenance.DATA_SET,
                        "",
                        Instant.EPOCH,
                        "")));
    }

    private static Entry set(String name, long revision, List<String> members) {
        return new Entry(
                RegistryKeys.classSet(name),
                new ClassRegistryRecord(new ClassSet(
                        name, "rb", revision, members, 0f, -1f, 5, Instant.EPOCH, "", Calibration.SOFTMAX)));
    }
}
