package io.zerostream.fuzz;

import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of the topics that strangers write, one after the other: both registries, folded as job, gateway and trainer
 * fold them, and image events. A record is a byte for its topic, one for the length of its key, two for that of its Avro
 * binary (0 = a tombstone), key, binary; what does not fit that ends the input.
 */
public final class RegistryTarget implements FuzzTarget {
    private static final int TOPICS = 3;
    private static final Instant THEN = Instant.ofEpochSecond(1);

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        ByteArrayOutputStream classes = new ByteArrayOutputStream();
        SemanticSpace space = new SemanticSpace("rb", List.of("red", "blue"), List.of(), 1f);
        write(classes, 0, RegistryKeys.space("rb"), new ClassRegistryRecord(space));
        for (String name : List.of("rose", "sky")) {
            float red = name.equals("rose") ? 1 : 0;
            write(
                    classes,
                    0,
                    RegistryKeys.prototype("rb", name),
                    new ClassRegistryRecord(new ClassPrototype(
                            "rb", name, List.of(red, 1 - red), true, Provenance.WORDS, "me", THEN, "a note")));
        }
        for (long revision = 1; revision <= 2; revision++) {
            write(
                    classes,
                    0,
                    RegistryKeys.classSet("s"),
                    new ClassRegistryRecord(new ClassSet(
                            "s",
                            "rb",
                            revision,
                            revision == 1 ? List.of("rose", "sky") : List.of("sky", "later"),
                            0.5f,
                            -1f,
                            3,
                            THEN,
                            "me",
                            Calibration.LOGITS)));
        }
        write(classes, 0, RegistryKeys.prototype("rb", "rose"), null);
        seeds.add(classes.toByteArray());

        ByteArrayOutputStream models = new ByteArrayOutputStream();
        write(
                models,
                1,
                RegistryKeys.modelVersion("m", "v1"),
                new ModelRegistryRecord(new ModelVersion(
                        "m", "v1", "rb", "zeromamba", "{}", "00", 10L, 1, null, Map.of("T1", 0.5), THEN, "me")));
        write(
                models,
                1,
                RegistryKeys.deployment("default"),
                new ModelRegistryRecord(new Deployment(
                        "default", 1L, "m", "v1", "s", Map.of("camera", "s"), "v1", null, 0.25f, THEN, "me")));
        seeds.add(models.toByteArray());

        ByteArrayOutputStream pictures = new ByteArrayOutputStream();
        write(
                pictures,
                2,
                "camera",
                ImageEvent.newBuilder()
                        .setEventId("e-1")
                        .setSourceId("camera")
                        .setCapturedAt(THEN)
                        .setContent(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                        .setAttributes(Map.of("lens", "wide"))
                        .build());
        seeds.add(pictures.toByteArray());
        return seeds;
    }

    private static void write(ByteArrayOutputStream out, int topic, String key, @Nullable SpecificRecord value)
            throws IOException {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        byte[] binary = value == null ? new byte[0] : AvroBinary.write(value);
        out.write(topic);
        out.write(name.length);
        out.write(binary.length >> Byte.SIZE);
        out.write(binary.length);
        out.writeBytes(name);
        out.writeBytes(binary);
    }

    @Override
    public void run(byte[] input) {
        ClassFold classes = new ClassFold();
        ModelFold models = new ModelFold();
        ByteBuffer rest = ByteBuffer.wrap(input);
        while (rest.remaining() >= 4) {
            int topic = (rest.get() & 0xff) % TOPICS;
            byte[] key = new byte[rest.get() & 0xff];
            byte[] value = new byte[rest.getShort() & 0xffff];
            if (key.length + value.length > rest.remaining()) {
                return;
            }
            rest.get(key).get(value);
            apply(topic, new String(key, StandardCharsets.UTF_8), value, classes, models);
        }
        classes.waiting();
        classes.setNames().forEach(classes::set);
        models.deployments().values().forEach(d -> ModelFold.uses(d, "s"));
    }

    private static void apply(int topic, String key, byte[] value, ClassFold classes, ModelFold models) {
        if (topic == 0) {
            ClassRegistryRecord record = AvroBinary.read(value, ClassRegistryRecord.class);
            if (record != null || value.length == 0) {
                ClassFold.Outcome outcome = classes.apply(key, record);
                // a space that is taken may be why prototypes that came before it are refused
                check(outcome.taken() && outcome.forgotten().isEmpty(), outcome.refusal());
            }
        } else if (topic == 1) {
            ModelRegistryRecord record = AvroBinary.read(value, ModelRegistryRecord.class);
            if (record != null || value.length == 0) {
                ModelFold.Outcome outcome = models.apply(key, record);
                check(outcome.taken(), outcome.refusal());
            }
        } else {
            ImageEvent event = AvroBinary.read(value, ImageEvent.class);
            Optional<String> problem = event == null ? Optional.empty() : ImageEventLimits.problem(event);
            if (problem.filter(String::isBlank).isPresent()) {
                throw new IllegalStateException("a problem without a word");
            }
        }
    }

    private static void check(boolean taken, @Nullable Refusal refusal) {
        if (taken && refusal != null) {
            throw new IllegalStateException("both taken and refused: " + refusal);
        }
    }
}
