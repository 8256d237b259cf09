package io.zerostream.cli;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Records as anybody who may write to Kafka could write them: few names, so that they meet, most of them well formed, the
 * rest odd in one of many ways.
 */
final class HostileRecords {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final String LONG = "x".repeat(5000);
    private static final String HUGE = "y".repeat(300_000);

    private final Random random;
    private long classOffset;
    private long modelOffset;

    HostileRecords(long seed) {
        random = new Random(seed);
    }

    ControlRecord next() {
        return odds(6) ? model() : classes();
    }

    private ControlRecord classes() {
        Object entry = any(this::space, this::prototype, this::prototype, this::set, this::set);
        String key = odds(10) ? oddKey() : key(entry);
        return ControlRecord.ofClasses(classOffset++, key, odds(6) ? null : new ClassRegistryRecord(entry));
    }

    private ControlRecord model() {
        Object entry = any(this::version, this::deployment);
        String key = odds(10) ? oddKey() : key(entry);
        // a job goes on with its own deployment when that is removed, and the gateway shows that it was
        boolean tombstone = odds(6) && !key.equals(RegistryKeys.deployment("default"));
        return ControlRecord.ofModels(modelOffset++, key, tombstone ? null : new ModelRegistryRecord(entry));
    }

    private SemanticSpace space() {
        List<String> attributes =
                odds(8) ? strings(this::anyName, random.nextInt(4)) : odds(3) ? List.of("b", "a") : List.of("a", "b");
        List<List<Float>> words = odds(10) ? List.of(vector(), vector()) : List.of();
        return new SemanticSpace(name("rg", "cmyk"), attributes, words, odds(10) ? value() : 1f);
    }

    private ClassPrototype prototype() {
        return new ClassPrototype(
                name("rg", "cmyk"),
                className(),
                odds(6) ? vector() : List.of(1f, random.nextFloat()),
                random.nextBoolean(),
                Provenance.ATTRIBUTES,
                text(),
                NOW,
                text());
    }

    private ClassSet set() {
        List<String> members =
                odds(6) ? strings(this::className, random.nextInt(4)) : List.of("red", odds(2) ? "blue" : "green");
        return new ClassSet(
                name("s", "t"),
                name("rg", "cmyk"),
                revision(),
                members,
                odds(10) ? value() : 0.5f,
                odds(10) ? value() : -1f,
                odds(10) ? random.nextInt() : 3,
                NOW,
                text(),
                odds(3) ? Calibration.LOGITS : Calibration.SOFTMAX);
    }

    private ModelVersion version() {
        return new ModelVersion(
                name("colours"),
                name("v1", "v2", "v3"),
                name("rg"),
                "test",
                odds(10) ? HUGE : "{}",
                "00",
                odds(8) ? random.nextLong() : 10,
                odds(8) ? random.nextInt() : 1,
                odds(4) ? anyName() : null,
                odds(8) ? Map.of(anyName(), 1.0) : Map.of(),
                NOW,
                text());
    }

    private Deployment deployment() {
        return new Deployment(
                name("default"),
                revision(),
                name("colours"),
                name("v1", "v2", "v3"),
                name("s", "t"),
                odds(4) ? Map.of(anyName(), anyName()) : Map.of(),
                odds(4) ? name("v1", "v2") : null,
                odds(4) ? name("v1", "v2") : null,
                odds(10) ? value() : 0.5f,
                NOW,
                text());
    }

    private static String key(Object entry) {
        try {
            if (entry instanceof SemanticSpace s) {
                return RegistryKeys.space(s.getName());
            } else if (entry instanceof ClassPrototype p) {
                return RegistryKeys.prototype(p.getSpace(), p.getName());
            } else if (entry instanceof ClassSet s) {
                return RegistryKeys.classSet(s.getName());
            } else if (entry instanceof ModelVersion v) {
                return RegistryKeys.modelVersion(v.getName(), v.getVersion());
            }
            return RegistryKeys.deployment(((Deployment) entry).getName());
        } catch (IllegalArgumentException e) {
            // an empty name makes no key of ours; a stranger would not care
            return "class//";
        }
    }

    private String oddKey() {
        return any(
                () -> "",
                () -> "space/",
                () -> "class/rg/",
                () -> "class//red",
                () -> "set/s/t",
                () -> "set/%zz",
                () -> "set/" + anyName(),
                () -> RegistryKeys.prototype("rg", "red"),
                () -> RegistryKeys.classSet("s"),
                () -> RegistryKeys.space("rg"),
                () -> RegistryKeys.modelVersion("colours", "v1"),
                () -> "model/" + HUGE);
    }

    private String className() {
        return name("red", "green", "blue");
    }

    private String name(String... ordinary) {
        return odds(25) ? anyName() : ordinary[random.nextInt(ordinary.length)];
    }

    private String anyName() {
        return any(
                () -> "",
                () -> " ",
                () -> "a/b%2F",
                () -> "\u001B[2J",
                () -> "two\nlines",
                () -> "\u202Eder",
                () -> "re\u200Bd",
                () -> "\uD83D",
                () -> "鳥",
                () -> LONG,
                () -> "file:/dev/zero",
                () -> "no uri",
                () -> HUGE);
    }

    private String text() {
        return odds(15) ? any(() -> HUGE, () -> LONG, () -> "\u001B]0;x\u0007") : "test";
    }

    private long revision() {
        return odds(10)
                ? any(
                        () -> Long.MAX_VALUE,
                        () -> Long.MIN_VALUE,
                        () -> 0L,
                        () -> -1L,
                        () -> 1_000_000_000_001L,
                        random::nextLong)
                : 1 + classOffset / 3 - random.nextInt(3);
    }

    private List<Float> vector() {
        List<Float> vector = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            vector.add(value());
        }
        return vector;
    }

    private float value() {
        return any(
                () -> Float.NaN,
                () -> Float.POSITIVE_INFINITY,
                () -> Float.MIN_VALUE,
                () -> Float.MAX_VALUE,
                () -> -1f,
                () -> 0f,
                random::nextFloat);
    }

    private static List<String> strings(Supplier<String> each, int count) {
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            strings.add(each.get());
        }
        return strings;
    }

    /** True once in so many times. */
    private boolean odds(int many) {
        return random.nextInt(many) == 0;
    }

    @SafeVarargs
    private <T> T any(Supplier<? extends T>... choices) {
        return choices[random.nextInt(choices.length)].get();
    }
}
