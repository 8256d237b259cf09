package io.zerostream.gateway.internal.http;

import io.zerostream.fuzz.AvroBinary;
import io.zerostream.gateway.internal.registry.Change;
import io.zerostream.gateway.internal.registry.ClassRegistry;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.ClassFold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The gateway's class registry, and beside it another reader of the same topic, which a list stands for. */
final class RegistryInMemory {
    private static final Instant THEN = Instant.ofEpochSecond(1);
    private static final String SPACE = "flags";

    private final ClassRegistryView view = new ClassRegistryView(set -> set.equals("last"));
    private final ClassFold reader = new ClassFold();
    private final Registries registries;

    RegistryInMemory() {
        registries = new Registries(
                new ClassRegistry(view, (topic, plan) -> taken(plan.get()), Clock.fixed(THEN, ZoneOffset.UTC)),
                new ModelRegistryView(),
                "default",
                SPACE,
                deployment -> Optional.empty());
        put(RegistryKeys.space(SPACE), new SemanticSpace(SPACE, List.of("red", "white", "blue"), List.of(), 1f));
        put(RegistryKeys.space("other"), new SemanticSpace("other", List.of("x"), List.of(), 1e-40f));
        for (String name : List.of("Chile", "Japan")) {
            put(
                    RegistryKeys.prototype(SPACE, name),
                    new ClassPrototype(
                            SPACE, name, List.of(1f, 0.5f, 0f), true, Provenance.DATA_SET, "", Instant.EPOCH, ""));
        }
        put(RegistryKeys.classSet(SPACE), set(SPACE, 1, "Chile", "Japan"));
        put(RegistryKeys.classSet("last"), set("last", 999_999_999_999L, "Chile", "Japan"));
    }

    private static ClassSet set(String name, long revision, String... members) {
        return new ClassSet(
                name,
                SPACE,
                revision,
                List.of(members),
                0.5f,
                -1f,
                5,
                THEN,
                "",
                io.zerostream.schemas.avro.Calibration.SOFTMAX);
    }

    private Change taken(Change change) {
        change.entries().forEach(this::take);
        return change;
    }

    Registries registries() {
        return registries;
    }

    private void put(String key, Object record) {
        take(new Change.Entry(key, new ClassRegistryRecord(record)));
    }

    /** Over the wire and into both readers, who must take it. */
    private void take(Change.Entry entry) {
        ClassRegistryRecord record = null;
        if (entry.value() != null) {
            byte[] binary = binary(entry.value());
            record = AvroBinary.read(binary, ClassRegistryRecord.class);
            if (!entry.value().equals(record)) {
                throw new IllegalStateException("read back as " + record + ", written as " + entry.value());
            }
            if (binary.length > Topics.MAX_RECORD_BYTES) {
                throw new IllegalStateException(binary.length + " bytes, more than a topic takes");
            }
        }
        ClassFold.Outcome outcome = reader.apply(entry.key(), record);
        if (!outcome.taken() || outcome.refusal() != null) {
            throw new IllegalStateException(
                    "written, but refused by readers: " + entry.key() + ": " + outcome.refusal());
        }
        view.apply(entry.key(), record);
    }

    private static byte[] binary(ClassRegistryRecord record) {
        try {
            return AvroBinary.write(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the change says is what readers see, and it serves. */
    void checkReaders(Change change) {
        ClassSet set = reader.set(change.set()).orElseThrow();
        if (set.getRevision() != change.revision()
                || !view.set(change.set()).orElseThrow().equals(set)) {
            throw new IllegalStateException("readers see " + set + " after " + change);
        }
        if (!reader.waiting().isEmpty()) {
            throw new IllegalStateException("after " + change + " does not serve: " + reader.waiting());
        }
        reader.setNames().forEach(name -> serve(reader.set(name).orElseThrow()));
    }

    /** As the job does. */
    private void serve(ClassSet set) {
        SemanticSpace space = Objects.requireNonNull(reader.spaces().get(set.getSpace()));
        Map<String, ClassPrototype> known = reader.prototypes(set.getSpace());
        List<Prototype> members = new ArrayList<>();
        for (String member : set.getMembers()) {
            ClassPrototype prototype = Objects.requireNonNull(known.get(member));
            float[] vector = new float[prototype.getVector().size()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = prototype.getVector().get(i);
            }
            members.add(new Prototype(member, vector, prototype.getSeen()));
        }
        Prototypes prototypes = Prototypes.of(
                new io.zerostream.model.matching.SemanticSpace(space.getName(), space.getAttributes(), new float[0][]),
                members);
        try {
            ScoringOptions options = new ScoringOptions(
                    new SeenPenalty(
                            set.getGamma(),
                            Calibration.valueOf(set.getCalibration().name())),
                    set.getUnknownThreshold(),
                    set.getTopK());
            new ClassScorer(prototypes, options)
                    .match(new float[space.getAttributes().size()], 1);
        } finally {
            prototypes.release();
        }
    }
}
