package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever records strangers write: neither job nor gateway throws, both hold the same, a restart changes nothing, and
 * what people are told of it is short and printable.
 */
class RegistryAgreementTest {
    private static final int RECORDS = 1000;
    private static final int LONGEST_MESSAGE = 2000;

    private final List<Alarm> alarms = new ArrayList<>();
    private final ModelRegistryView models = new ModelRegistryView();
    private final ClassRegistryView classes = new ClassRegistryView(models::uses);
    private ControlState job = new ControlState("default", alarms::add);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void jobAndGatewayHoldTheSameWhateverIsWritten(long seed) {
        HostileRecords records = new HostileRecords(seed);
        for (int i = 0; i < RECORDS; i++) {
            ControlRecord record = records.next();
            job.apply(record);
            if (record.topic().equals(Topics.CLASS_REGISTRY.name())) {
                classes.apply(record.key(), record.classes());
            } else {
                models.apply(record.key(), record.model());
            }
            if (i % 50 == 0) {
                assertThat(difference())
                        .as("after record %d of seed %d", i, seed)
                        .isEmpty();
                restart();
            }
        }
        assertThat(difference()).isEmpty();
        assertThat(job.classes().serving()).isNotEmpty();
        assertThat(alarms).hasSizeGreaterThan(RECORDS / 20).allSatisfy(RegistryAgreementTest::isFitForPeople);
        // the model library finds nothing wrong with what the registry's rules let through
        assertThat(alarms).noneMatch(alarm -> alarm.message().contains("cannot serve"));
    }

    private void restart() {
        Map<String, String> before = state(job);
        ControlState restored = new ControlState("default", alarm -> {
            throw new AssertionError("what was taken is refused after a restart: " + alarm);
        });
        restored.classes().restore(job.classes().records().all());
        restored.models().restore(job.models().records().all());
        restored.restorePositions(job.positions().all());
        assertThat(state(restored)).isEqualTo(before);
        job = new ControlState("default", alarms::add);
        job.classes().restore(restored.classes().records().all());
        job.models().restore(restored.models().records().all());
        job.restorePositions(restored.positions().all());
    }

    private static Map<String, String> state(ControlState job) {
        Map<String, String> state = new TreeMap<>(job.classes().waiting());
        job.classes().serving().forEach((name, set) -> state.put("serving " + name, String.valueOf(set.revision())));
        return state;
    }

    /** Keys that the two hold differently, and what each holds. */
    private Map<String, String> difference() {
        Map<String, Object> here = inJob();
        Map<String, Object> there = inGateway();
        Set<String> keys = new TreeSet<>(here.keySet());
        keys.addAll(there.keySet());
        Map<String, String> difference = new TreeMap<>();
        for (String key : keys) {
            if (!Objects.equals(here.get(key), there.get(key))) {
                difference.put(key, "job: " + here.get(key) + ", gateway: " + there.get(key));
            }
        }
        return difference;
    }

    /** What the job remembers under the registry's own keys. */
    private Map<String, Object> inJob() {
        Map<String, Object> held = new TreeMap<>();
        job.classes().records().all().forEach((key, record) -> held.put(key, record.getEntry()));
        job.models().records().all().forEach((key, record) -> held.put(key, record.getEntry()));
        held.keySet().removeIf(key -> key.startsWith("serving/"));
        return held;
    }

    private Map<String, Object> inGateway() {
        Map<String, Object> held = new TreeMap<>();
        for (SemanticSpace space : classes.spaces()) {
            held.put(RegistryKeys.space(space.getName()), space);
        }
        for (ClassSet set : classes.sets()) {
            held.put(RegistryKeys.classSet(set.getName()), set);
        }
        for (String space : List.of("rg", "cmyk", "鳥", "a/b%2F", "file:/dev/zero", "no uri")) {
            for (String name : classes.classNames(space)) {
                ClassPrototype prototype = classes.prototype(space, name).orElseThrow();
                held.put(RegistryKeys.prototype(space, name), prototype);
            }
        }
        models.versions().forEach(v -> held.put(RegistryKeys.modelVersion(v.getName(), v.getVersion()), v));
        models.deployments().forEach(d -> held.put(RegistryKeys.deployment(d.getName()), d));
        return held;
    }

    private static void isFitForPeople(Alarm alarm) {
        for (String text : List.of(alarm.subject(), alarm.message())) {
            assertThat(text).hasSizeLessThan(LONGEST_MESSAGE);
            assertThat(text.codePoints().allMatch(SafeText::seen)).as(text).isTrue();
        }
    }
}
