package io.zerostream.cli.demo;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.matching.Prototype;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.publish.ClassSetPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the demo shows: every flag of the table is a class from the start but one, and that one is added live. */
public final class FlagsScenario {
    private static final int TOP_K = 5;

    private final FlagsDataSet data = FlagsDataSet.load();

    /** The class that is not in the set at first: neither trained on nor tested with. */
    FlagClass added() {
        return data.demonstration();
    }

    /** Every class that pictures show. */
    List<FlagClass> shown() {
        return data.classes();
    }

    /** The class set to begin with, with the scoring that the checkpoint recommends. */
    public ClassSetPlan initialSet(Checkpoint checkpoint) {
        List<Prototype> members = data.classes().stream()
                .filter(c -> !c.equals(added()))
                .map(c -> new Prototype(c.name(), c.attributes(), c.seen()))
                .toList();
        return new ClassSetPlan(
                FlagsDataSet.NAME,
                members,
                List.of(),
                checkpoint.manifest().penalty(),
                checkpoint.manifest().unknownThreshold(),
                TOP_K);
    }

    /** The attributes of the added class that are not zero, by name. */
    Map<String, Float> attributesOfAdded() {
        Map<String, Float> values = new LinkedHashMap<>();
        float[] vector = added().attributes();
        for (int i = 0; i < vector.length; i++) {
            if (vector[i] != 0) {
                values.put(data.space().attributes().get(i), vector[i]);
            }
        }
        return values;
    }
}
