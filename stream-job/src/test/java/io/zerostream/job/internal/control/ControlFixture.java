package io.zerostream.job.internal.control;

import static io.zerostream.job.internal.control.Registry.prototype;
import static io.zerostream.job.internal.control.Registry.set;
import static io.zerostream.job.internal.control.Registry.space;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.schemas.RegistryKeys;
import java.util.ArrayList;
import java.util.List;

/** Control state of the deployment "default", fed by a registry of the test's. */
abstract class ControlFixture {
    final List<Alarm> alarms = new ArrayList<>();
    final Registry registry = new Registry();
    ControlState control = new ControlState("default", alarms::add);

    /** A set whose prototypes are colours is put and serves. */
    final void complete(String name, long revision, String... members) {
        if (!control.classes().records().all().containsKey(RegistryKeys.space("rgb"))) {
            apply(registry.put(space("r", "g", "b")));
        }
        for (String member : members) {
            float[] rgb = Registry.COLOURS.get(member);
            apply(registry.put(prototype(member, rgb)));
        }
        apply(registry.put(set(name, revision, members)));
        assertThat(serving()).contains(name + '@' + revision);
    }

    final void apply(ControlRecord record) {
        control.apply(record);
    }

    final List<String> serving() {
        return control.classes().serving().values().stream()
                .map(s -> s.name() + '@' + s.revision())
                .toList();
    }

    final List<Code> codes() {
        return alarms.stream().map(Alarm::code).toList();
    }
}
